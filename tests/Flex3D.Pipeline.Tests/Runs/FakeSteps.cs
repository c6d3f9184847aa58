using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;

namespace Flex3D.Pipeline.Tests.Runs;

/// <summary>Steps that remember how they were called and fail when told to.</summary>
internal sealed class FakeSteps
{
    public FakeSteps() =>
        Catalogue = new([.. StepCatalogue.Default.Steps.Select(step => new Fake(step, this))], (_, _, steps) => $"{steps.Count} steps: the Fab moves 13.7 Å\n");

    public StepCatalogue Catalogue { get; }

    public List<StepContext> Called { get; } = [];

    public Action<StepContext>? Hook { get; set; }

    private sealed class Fake(IPipelineStep real, FakeSteps steps) : IPipelineStep
    {
        public string Name => real.Name;

        public StepHelp? Help => real.Help;

        public IReadOnlyList<string> Needs => [];

        public IReadOnlyList<StepResult> Results => [];

        public Task RunAsync(StepContext context)
        {
            steps.Called.Add(context);
            Directory.CreateDirectory(context.Output);
            steps.Hook?.Invoke(context);
            return Task.CompletedTask;
        }
    }
}
