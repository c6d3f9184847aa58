using System.Diagnostics;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps;

namespace Flex3D.Bench;

/// <summary>The steps of a pipeline with the training's epochs timed, and run by the program or by a bare loop.</summary>
internal sealed class TimedTraining(bool bare) : IPipelineSteps, IProgressReport
{
    private readonly PipelineSteps _steps = new();
    private readonly List<(long Time, TimeSpan Work)> _begun = [];
    private bool _timing;

    /// <summary>Seconds of each epoch, from its beginning to that of the next: with its checkpoint, record and report.</summary>
    public IReadOnlyList<double> Epochs => [.. _begun.Zip(_begun.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from.Time, to.Time).TotalSeconds)];

    /// <summary>Seconds of processor time over all epochs: what others do on the machine changes it less.</summary>
    public double Work => (_begun[^1].Work - _begun[0].Work).TotalSeconds;

    public async Task TrainAsync(StepContext context, TrainOptions options) =>
        await TrainStep.RunAsync(context, options, async (_, settings, session, prepared, aside) =>
        {
            _timing = true;
            await (bare ? BareLoop.RunEpochsAsync(context, session, aside, Begun) : TrainStep.RunEpochsAsync(context, settings, session, prepared, aside));
            Begun();
            _timing = false;
        });

    public IProgressTask Begin(string name, long total, string unit)
    {
        if (_timing)
        {
            Begun();
        }
        return new Silence();
    }

    public Task SimulateAsync(StepContext context, SimulateOptions options) => _steps.SimulateAsync(context, options);

    public Task PrepAsync(StepContext context, PrepOptions options) => _steps.PrepAsync(context, options);

    public Task MeshAsync(StepContext context, MeshOptions options) => _steps.MeshAsync(context, options);

    public Task ReconstructAsync(StepContext context, ReconstructOptions options) => _steps.ReconstructAsync(context, options);

    public Task GenerateAsync(StepContext context, GenerateOptions options) => _steps.GenerateAsync(context, options);

    public Task DeformAsync(StepContext context, DeformOptions options) => _steps.DeformAsync(context, options);

    public string Summarise(RunFolder run, PipelineOptions options, IReadOnlyList<StepName> steps) => "";

    private void Begun() => _begun.Add((Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime));

    private sealed class Silence : IProgressTask
    {
        public void Advance(long units = 1, string? note = null)
        {
        }

        public void Dispose()
        {
        }
    }
}
