using System.Text.Json;
using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Images;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps;

/// <summary>Full-size particles and the model → flex and rigid half-maps, the merged maps and their FSC, in the re-based frame.</summary>
internal static class ReconstructStep
{
    private const int ShardSize = 16;

    public static async Task RunAsync(StepContext context, ReconstructOptions options)
    {
        PreparedFiles prepared = PreparedFiles.Read(context);
        using ParticleTable table = prepared.ReadTable(context);
        using NoiseNormalisation normalisation = prepared.ReadNormalisation(context);
        using var stacks = new ParticleStacks(table);
        var images = new FullSizeParticles(table, stacks, normalisation);
        FlexModel trained = ModelFile.Read(TrainingResults.ModelFileOf(context));
        DensityMap mask = MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(StepName.Prep)));
        (FlexModel model, DensityMap carried) = Rebase(context, prepared, trained, mask);
        VoxelBinding binding = VoxelBinder.Bind(model.Mesh, carried);
        VoxelBinding rigidBinding = VoxelBinder.Bind(trained.Mesh, mask);
        ModelFile.Write(Path.Combine(context.Run.Path, "model.npz"), model);

        var flexed = new EngineProblem(prepared.FullBox, prepared.PixelSizeAngstrom, model.Mesh, binding, model.Flow);
        var rigid = flexed with { Mesh = trained.Mesh, Binding = rigidBinding };
        ReconstructionPlan plan = ReconstructionPlan.Create(
            table, AutomaticSettings.HeldOutOfHalf(table.Count), ShardSize, (ulong)context.Options.Seed, options.HalfSets switch { HalfSets.File => true, HalfSets.Draw => false, _ => null });
        var stopping = options.Iterations is { } fixedNumber ? new EarlyStopping { Most = fixedNumber, Fewest = fixedNumber } : new EarlyStopping();
        var state = new ReconstructionState(binding.Count, rigidBinding.Count, stopping);
        var session = new ReconstructionSession(flexed, rigid, images, plan, trained.MotionSupported ? model.FlowParameters : null, model.Latents, model.Scale, state);
        await RunPassesAsync(context, session, prepared, options).ConfigureAwait(false);
        ReconstructionResults.Write(context, options, session, model, carried, mask);
    }

    // The model in the frame of its middle conformation, and the mask carried there.
    private static (FlexModel Model, DensityMap Mask) Rebase(StepContext context, PreparedFiles prepared, FlexModel trained, DensityMap mask)
    {
        var field = new FlowField(trained);
        DensityMap consensus = RunInputs.Map(prepared.Map, "map", prepared.FullBox, prepared.PixelSizeAngstrom);
        FlexModel shown = trained.Sampled();
        float[] middle = MotionLatents.Middle(MotionResults.Of(shown, consensus, mask), shown.Latents, trained.Flow.LatentDimension);
        float[] flow = new float[3 * field.VertexCount];
        field.Flows(middle, 1, flow);
        TetrahedralMesh mesh = FrameRebase.Deform(trained.Mesh, flow);
        context.Log.Information("the frame moves to the conformation at latent {Middle}", string.Join(", ", middle.Select(z => z.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))));
        return (trained with { Mesh = mesh, Flow = trained.Flow.AnchoredAt(middle) }, FrameRebase.CarryMask(mask, trained.Mesh, mesh));
    }

    private static async Task RunPassesAsync(StepContext context, ReconstructionSession session, PreparedFiles prepared, ReconstructOptions options)
    {
        using IEngine engine = Engines.Create(context.Options);
        var identity = new CheckpointIdentity(new(StringComparer.Ordinal)
        {
            ["backend"] = engine.BackendId,
            ["reconstruct"] = JsonSerializer.Serialize(options),
            ["prepared"] = JsonSerializer.Serialize(prepared),
            ["model"] = InputRecord.Of(TrainingResults.ModelFileOf(context)).Hash,
        });
        ReconstructionState state = session.State;
        using (CheckpointReader? checkpoint = context.OpenCheckpoint(identity))
        {
            if (checkpoint is not null)
            {
                ReconstructionCheckpoint.Restore(checkpoint, state);
                context.Log.Information("going on from pass {Pass}", state.Passes + 1);
            }
        }
        using var program = new ReconstructionProgram(session, engine, context.Threads);
        var hands = new ShardGraphOptions(context.Threads, Queue: context.Options.Queue ?? 0);
        var pool = ShardBuffers.Create(context, hands, prepared.Count / ShardSize + 1, session.CreateBuffer, buffer => buffer.Bytes);
        await using RunHost host = context.StartHost(Engines.Device(ShardSize));
        while (!state.Finished)
        {
            program.BeginPass();
            string name = state.ScoresHeldOut ? $"held-out particles at iteration {state.Minimisers[0].Iteration}" : $"pass {state.Passes + 1}";
            using (IProgressTask progress = context.Progress.Begin(name, session.Shards.Sum(shard => (long)shard.Particles.Length), "particles"))
            {
                program.Progress = particles => progress.Advance(particles);
                PhaseOutcome outcome = await host.RunAsync(new ShardPhase<TrainingBuffer>(name, program, pool, hands), stop: context.Stop).ConfigureAwait(false);
                if (!outcome.Finished)
                {
                    throw new OperationCanceledException(context.Stop); // a pass is one step: what is open of it is done again
                }
            }
            if (context.Stop.IsCancellationRequested)
            {
                await host.SaveAsync(ReconstructionCheckpoint.Sections(state, identity)).ConfigureAwait(false);
                throw new OperationCanceledException(context.Stop);
            }
            if (!state.ScoresHeldOut)
            {
                foreach ((string which, int m) in new[] { ("flex", 0), ("rigid", 2) })
                {
                    if (state.Curves[m].Count > 0)
                    {
                        context.Log.Information(
                            "{Which}: iteration {Iteration}, loss {Loss}, held out {HeldOut}", which, state.Curves[m][^1].Iteration, Math.Round(state.Curves[m][^1].TrainingEnergy, 3), Math.Round(state.Curves[m][^1].HeldOutEnergy, 3));
                    }
                }
                await host.SaveAsync(ReconstructionCheckpoint.Sections(state, identity)).ConfigureAwait(false);
            }
        }
    }
}
