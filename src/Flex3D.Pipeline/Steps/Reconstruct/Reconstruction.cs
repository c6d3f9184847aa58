using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>Full-size particles and the model → flex and rigid half-maps, the merged maps and their FSC, in the re-based frame.</summary>
internal static class Reconstruction
{
    public static async Task RunAsync(StepContext context)
    {
        PreparedFiles prepared = PreparedFiles.Read(context);
        using ParticleTable table = prepared.ReadTable(context);
        using INoiseModel noise = prepared.ReadNoise(context);
        using var stacks = new ParticleStacks(table);
        var images = new FullSizeParticles(table, stacks, noise);
        var problem = ReconstructionProblem.Read(context, prepared);
        ReconstructOptions options = ReconstructionSettings.Use(context, table);
        (_, FlexModel trained, _, DensityMap mask, DensityMap carried) = problem;
        FlexModel model = problem.Model;
        using var particles = new ParticleState(trained.TotalParticles, ParticleColumns.OfRun(trained.Flow.LatentDimension), PreparedFiles.ParticleState(context.Output));
        ModelFile.ReadParticles(TrainingResults.ModelFileOf(context), particles);
        ModelFile.Write(Path.Combine(context.Run.Path, "model.npz"), model, particles);
        ReconstructionPlan plan = ReconstructionPlan.Create(
            table, AutomaticSettings.HeldOutOfHalf(table.Count), ReconstructionProblem.ShardSize, (ulong)context.Options.Seed, options.HalfSets == HalfSets.File);
        var stopping = options.Iterations is { } fixedNumber ? new EarlyStopping { Most = fixedNumber, Fewest = fixedNumber } : new EarlyStopping();
        var state = new ReconstructionState(problem.Flexed.Binding.Count, problem.Rigid.Binding.Count, stopping);
        var session = new ReconstructionSession(problem.Flexed, problem.Rigid, images, plan, trained.Moves ? model.FlowParameters : null, particles, state);
        await RunPassesAsync(context, session, problem, SetAside.Of(context, prepared, table)).ConfigureAwait(false);
        ProcessMemory.Release(); // as after training
        ReconstructionSettings.NoteIterations(context, state);
        FrameNote.Of(problem.Frame).Write(context.Output);
        ReconstructionResults.Write(context, options, session, model, carried, mask);
    }

    private static async Task RunPassesAsync(StepContext context, ReconstructionSession session, ReconstructionProblem problem, SetAside aside)
    {
        ChosenEngine chosen = Engines.Create(context);
        CheckpointIdentity identity = ReconstructStep.IdentityOf(context, chosen.Engine.BackendId);
        ReconstructionState state = session.State;
        using var program = new ReconstructionProgram(session, chosen, aside);
        LedgerState? start = Resume(context, session, program, identity);
        ShardGraphOptions Hands() => program.Workers.Engine.Hands(context.Options.Queue ?? 0, stopsInsideStep: true);
        var pool = ShardBuffers.Create(context, Hands(), ShardBuffers.MostShards(problem.Prepared.Count, ReconstructionProblem.ShardSize), session.CreateBuffer, buffer => buffer.Bytes);
        CheckpointSchedule schedule = context.StartSchedule();
        await using RunHost host = context.StartHost(chosen.Name);
        while (!state.Finished)
        {
            if (start is null)
            {
                program.BeginPass();
                if (session.Shards.Count == 0)
                {
                    program.Commit(0); // too few particles to hold any out
                    continue;
                }
                start = LedgerState.Begin(program.Steps, 0);
            }
            bool scores = state.ScoresHeldOut;
            string name = $"pass {state.Passes + 1}{(scores ? ", held-out particles" : "")}";
            PhaseOutcome outcome;
            try
            {
                using IProgressTask progress = context.Progress.Begin(name, start.Planned - start.OpenTotals.Total, "particles");
                program.Progress = particles => progress.Advance(particles);
                outcome = await host.RunAsync(new ShardPhase<TrainingBuffer>(name, program, pool, Hands, () => program.Workers.Leave(context.Threads), settled: SettledAsync), start, context.Stop).ConfigureAwait(false);
            }
            catch (DeviceLostException lost)
            {
                await host.SaveAsync(ReconstructionCheckpoint.Sections(session, identity, lost.Counted), context.Stop).ConfigureAwait(false);
                throw;
            }
            if (!outcome.Finished)
            {
                await host.SaveAsync(ReconstructionCheckpoint.Sections(session, identity, outcome.Ledger), context.Stop).ConfigureAwait(false);
                throw new OperationCanceledException(context.Stop);
            }
            start = null;
            PhaseRecord counted = PhaseRecord.Of(context.Step, name, outcome.Ledger);
            Report(context, state, counted, scores);
            context.Run.Record(counted); // before the checkpoint: a pass that is not saved is done, and recorded, again
            if (scores || context.Stop.IsCancellationRequested)
            {
                await host.SaveAsync(ReconstructionCheckpoint.Sections(session, identity, null), context.Stop).ConfigureAwait(false);
                schedule.Saved();
            }
            context.Stop.ThrowIfCancellationRequested();

            async ValueTask SettledAsync(IShardLedger ledger, bool committed, CancellationToken ended)
            {
                LedgerState now = await ledger.StateAsync().ConfigureAwait(false);
                context.Monitor?.Progressed(name, now);
                if (!committed && schedule.Due)
                {
                    await host.SaveAsync(ReconstructionCheckpoint.Sections(session, identity, now), context.Stop).ConfigureAwait(false);
                    schedule.Saved();
                }
            }
        }
    }

    // Where the newest checkpoint that verifies was: the ledger of the pass under way; null where the step, or a pass of it, begins.
    private static LedgerState? Resume(StepContext context, ReconstructionSession session, ReconstructionProgram program, CheckpointIdentity identity)
    {
        using CheckpointReader? checkpoint = context.OpenCheckpoint(identity);
        if (checkpoint is null)
        {
            return null;
        }
        ReconstructionCheckpoint.Restore(checkpoint, session.State);
        LedgerState? ledger = null;
        if (SavedLedger.Of(checkpoint) is { } saved)
        {
            program.BeginPass();
            ledger = saved.Resume(program.Steps, checkpoint.Path);
            ReconstructionCheckpoint.RestorePass(checkpoint, session, ledger.ArrivedShards);
        }
        context.Log.Information("going on from pass {Pass}, with {Counted} particles of it counted", session.State.Passes + 1, ledger?.OpenTotals.Total ?? 0);
        return ledger;
    }

    private static void Report(StepContext context, ReconstructionState state, PhaseRecord counted, bool scored)
    {
        foreach ((string which, int m) in new[] { ("flex", 0), ("rigid", 2) })
        {
            if (scored && state.Curves[m].Count > 0)
            {
                context.Log.Information(
                    "{Which}: iteration {Iteration}, loss {Loss}, held out {HeldOut}", which, state.Curves[m][^1].Iteration, Math.Round(state.Curves[m][^1].TrainingEnergy, 3), Math.Round(state.Curves[m][^1].HeldOutEnergy, 3));
            }
        }
        LedgerLine.Tell(context.Log, counted);
    }
}
