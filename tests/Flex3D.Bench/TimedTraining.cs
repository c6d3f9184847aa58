using System.Diagnostics;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Phases;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Training;

namespace Flex3D.Bench;

/// <summary>The steps of a pipeline whose training goes by turns: a map and a flow epoch by the program, the same by a bare loop, on one session.</summary>
internal sealed class TimedTraining : IPipelineSteps
{
    private readonly PipelineSteps _steps = new();

    /// <summary>What a map and a flow epoch took, with their checkpoints on disk.</summary>
    /// <param name="Bare">Whether by the bare loop.</param>
    /// <param name="Seconds">Wall clock.</param>
    /// <param name="Work">Seconds of processor time.</param>
    public readonly record struct Turn(bool Bare, double Seconds, double Work);

    /// <summary>In the order they were run.</summary>
    public List<Turn> Turns { get; } = [];

    public Task TrainAsync(StepContext context, TrainOptions options) => TrainStep.RunAsync(context, options, async (_, settings, session, prepared, aside) =>
    {
        using var epochs = new TrainingEpochs(context, settings, session, prepared, aside);
        await using var loop = new PhaseLoop<TrainingBuffer>(context, epochs);
        var bare = new BareLoop(context, session, epochs.Training);
        while (session.State.Epoch < session.Options.WarmUpEpochs)
        {
            await RunAsync(session.State.Epoch % 2 == 0, loop, bare); // both compiled, and the stack in the page cache
        }
        await loop.SettleAsync();
        while (session.State.Epoch + 2 <= session.Options.Epochs)
        {
            // One way round and then the other, so that a machine that slows down or warms up favours neither.
            bool barely = Turns.Count % 4 is 1 or 2;
            (long began, TimeSpan work) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await RunAsync(barely, loop, bare);
            await RunAsync(barely, loop, bare);
            await loop.SettleAsync();
            Turns.Add(new Turn(barely, Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - work).TotalSeconds));
        }
        while (!epochs.Finished)
        {
            await RunAsync(false, loop, bare);
        }
    });

    public Task SimulateAsync(StepContext context, SimulateOptions options) => _steps.SimulateAsync(context, options);

    public Task PrepAsync(StepContext context, PrepOptions options) => _steps.PrepAsync(context, options);

    public Task MeshAsync(StepContext context, MeshOptions options) => _steps.MeshAsync(context, options);

    public Task ReconstructAsync(StepContext context, ReconstructOptions options) => _steps.ReconstructAsync(context, options);

    public Task GenerateAsync(StepContext context, GenerateOptions options) => _steps.GenerateAsync(context, options);

    public Task DeformAsync(StepContext context, DeformOptions options) => _steps.DeformAsync(context, options);

    public string Summarise(RunFolder run, PipelineOptions options, IReadOnlyList<StepName> steps) => "";

    private static async Task RunAsync(bool barely, PhaseLoop<TrainingBuffer> loop, BareLoop bare)
    {
        if (barely)
        {
            bare.RunEpoch();
            return;
        }
        await loop.RunPhaseAsync();
    }
}
