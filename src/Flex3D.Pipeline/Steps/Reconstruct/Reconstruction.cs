using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
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
        using INoiseModel noise = prepared.ReadNoise(context, table);
        using var stacks = new ParticleStacks(table, box: prepared.FullBox);
        var images = new FullSizeParticles(table, stacks, noise);
        var problem = ReconstructionProblem.Read(context, prepared);
        ReconstructOptions options = ReconstructionSettings.Use(context, table);
        (_, FlexModel trained, _, DensityMap mask, DensityMap carried) = problem;
        FlexModel model = problem.Model;
        using var particles = new ParticleState(trained.TotalParticles, ParticleColumns.OfRun(trained.Flow.LatentDimension), PreparedFiles.ParticleState(context.Output));
        ModelFile.ReadParticles(TrainingResults.ModelFileOf(context), particles);
        ModelFile.Write(Path.Combine(context.Run.Path, "model.npz"), model, new EstimatedColumns(particles));
        ReconstructionPlan plan = ReconstructionPlan.Create(
            table, AutomaticSettings.HeldOutOfHalf(prepared.Images), ReconstructionProblem.ShardSize, (ulong)context.Options.Seed, options.HalfSets == HalfSets.File);
        context.Log.Information("half-sets of {First} and {Second} particles, {How:l}", plan.Particles(1), plan.Particles(2), options.HalfSets == HalfSets.File ? "as in the particle file" : plan.HalfSetsByMicrograph ? "drawn by whole micrographs" : "drawn by image");
        var state = new ReconstructionState(problem.Flexed.Binding.Count, problem.Rigid.Binding.Count, ReconstructionSettings.Stopping(options));
        var session = new ReconstructionSession(problem.Flexed, problem.Rigid, images, plan, trained.Moves ? model.FlowParameters : null, particles, state);
        await ReconstructionPasses.RunAsync(context, session, prepared, SetAside.Of(context, prepared, table)).ConfigureAwait(false);
        ProcessMemory.Release(); // as after training
        ReconstructionSettings.NoteIterations(context, state);
        FrameNote.Of(problem.Frame).Write(context.Output);
        ReconstructionResults.Write(context, options, session, model, carried, mask);
    }
}
