using System.Diagnostics;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Phases;
using Flex3D.Pipeline.Runner;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Training;

namespace Flex3D.Bench;

/// <summary>The steps of a pipeline whose training goes by turns: a map and a flow epoch by the program, the same by a bare loop, on one session.</summary>
internal sealed class TimedTraining
{
    /// <summary>What a map and a flow epoch took, with their checkpoints on disk.</summary>
    /// <param name="Bare">Whether by the bare loop.</param>
    /// <param name="Seconds">Wall clock.</param>
    /// <param name="Work">Seconds of processor time.</param>
    public readonly record struct Turn(bool Bare, double Seconds, double Work);

    /// <summary>In the order they were run.</summary>
    public List<Turn> Turns { get; } = [];

    /// <summary>The program's steps with this training; no summary is made.</summary>
    public StepCatalogue Catalogue => new([.. StepCatalogue.Default.Steps.Select(step => step is TrainStep ? new TrainStep(TrainAsync) : step)], (_, _, _) => "");

    private async Task TrainAsync(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside)
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
    }

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
