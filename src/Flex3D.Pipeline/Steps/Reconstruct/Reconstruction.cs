using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Halves;
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
        (_, FlexModel trained, _, DensityMap mask, DensityMap carried, _) = problem;
        FlexModel model = problem.Model;
        using ParticleState particles = UsedParticles.Read(trained, TrainingResults.ModelFileOf(context), context.Output);
        ModelFile.Write(Path.Combine(context.Run.Path, "model.npz"), model, new EstimatedColumns(particles));
        ReconstructionPlan plan = ReconstructionPlan.Create(
            table, AutomaticSettings.HeldOutOfHalf(prepared.Images), ReconstructionProblem.ShardSize, (ulong)context.Options.Seed, options.HalfSets == HalfSets.File);
        context.Log.Information("half-sets of {First} and {Second} particles, {How:l}", plan.Particles(1), plan.Particles(2), options.HalfSets == HalfSets.File ? "as in the particle file" : plan.HalfSetsByMicrograph ? "drawn by whole micrographs" : "drawn by image");
        var state = new ReconstructionState(problem.Flexed[0].Problem.Binding.Count, problem.Rigid.Binding.Count, ReconstructionSettings.Stopping(options));
        using ParticleState? first = OwnParticles(1), second = OwnParticles(2);
        IParticleState used = first is null || second is null ? particles : new HalvesState(first, second, SameHalfSets(context, plan.HalfSets()));
        var session = new ReconstructionSession(problem.Flexed, problem.Rigid, images, plan, used, state);
        await ReconstructionPasses.RunAsync(context, session, prepared, SetAside.Of(context, prepared, table)).ConfigureAwait(false);
        ProcessMemory.Release(); // as after training
        ReconstructionSettings.NoteIterations(context, state);
        FrameNote.Of(problem.Frame, problem.Halves.Count > 0).Write(context.Output);
        ReconstructionResults.Write(context, options, session, model, carried, mask);

        ParticleState? OwnParticles(int half) =>
            problem.Halves.Count > 0 ? UsedParticles.Read(trained, TrainingResults.ModelFileOf(context, half), (context with { Part = HalfTrainings.PartOf(half) }).Output) : null;
    }

    // Returns the half-set of each particle, once these are the ones that were trained alone.
    private static byte[] SameHalfSets(StepContext context, byte[] halves) =>
        HalvesNote.Read(context.ResultsOf(TrainStep.Name))?.HalfSets == HalvesNote.HashOf(halves)
            ? halves
            : throw new InputException(
                "the pipeline", "reconstruct.halfSets", "other half-sets than those whose motion was learned alone (train.halves)", "those of training, so that no particle is in both halves of the FSC",
                "set reconstruct.halfSets and seed as they were in training, or train again with train.halves: shared");
}
