using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.LocalScratch;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>What all trainings of a run have in common.</summary>
/// <param name="Consensus">The consensus map at the training box.</param>
/// <param name="Unit">The density of one unit of the map's parameters.</param>
/// <param name="Rows">Row of each particle in the input file; null if all rows are used.</param>
internal sealed record TrainingData(
    PreparedFiles Prepared, PreparedParticles Images, EngineProblem Problem, DensityMap Consensus, double Unit, int[]? Rows, ImageGroups Groups, SetAside Aside);

/// <summary>Prepared particles, map and mesh → the model and every particle's latents; where asked for, those of each half-set too.</summary>
internal static class Training
{
    /// <summary>Runs every epoch of a session.</summary>
    public delegate Task EpochLoop(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside);

    /// <summary>Does the work of the train step.</summary>
    /// <param name="epochs">Runs the epochs.</param>
    public static async Task RunAsync(StepContext context, EpochLoop epochs)
    {
        PreparedFiles prepared = PreparedFiles.Read(context);
        TrainOptions settings = TrainingSettings.Use(context, prepared);
        using ParticleTable table = prepared.ReadTable(context);
        using INoiseModel noise = prepared.ReadNoise(context, table);
        string stack = PreparedFiles.Stack(context.ResultsOf(PrepStep.Name));
        using ScratchStack? scratch = ScratchStack.Copy(context, stack);
        using var images = PreparedParticles.Open(table, stack, noise, prepared.FullBox, scratch?.File);
        (EngineProblem problem, TrainingOptions options) = TrainingProblem.Read(context, settings, prepared, images.Box);
        options = WithDefocus(options, table, images);
        DensityMap consensus = StartingMap.Read(context, prepared, images.Box);
        var data = new TrainingData(prepared, images, problem, consensus, StartingMap.Deviation(consensus, problem.Binding), SelectedRows.Of(table), ImageGroups.Of(table), SetAside.Of(context, prepared, table));
        byte[]? halves = settings.Halves == TrainedHalves.Independent ? HalfTrainings.HalfSetsOf(table, context.Options, EpochPlan.HeldOut(data.Groups, options)) : null;
        LearnedModel all = await LearnAsync(context, settings, options, data, epochs, half: null).ConfigureAwait(false);
        if (halves is not null)
        {
            await HalfTrainings.RunAsync(context, all, halves, data, (part, half) => LearnAsync(part, settings, options, data, epochs, half)).ConfigureAwait(false);
        }
    }

    // Learns a model of all particles, or of a half-set, and writes its results.
    private static async Task<LearnedModel> LearnAsync(StepContext context, TrainOptions settings, TrainingOptions options, TrainingData data, EpochLoop epochs, HalfSet? half)
    {
        (PreparedFiles prepared, PreparedParticles images, EngineProblem problem, _, double unit, int[]? rows, ImageGroups groups, _) = data;
        using var particles = new ParticleState(prepared.Count, ParticleColumns.OfRun(settings.LatentDimension), PreparedFiles.ParticleState(context.Output));
        float[] given = settings.InitialLatents == InitialLatents.None
            ? GivenLatentsFile.Read(context, prepared, rows, problem, options)
            : await SubspaceLatents.FindAsync(context, options, data, half, always: settings.InitialLatents == InitialLatents.Subspace).ConfigureAwait(false);
        options = options with { HoldLatents = options.HoldLatents && (given.Length > 0 || options.LatentsGiven) };
        if (options.FreezeLatents && !GivenLatents.Fit(given, options.Prior.Scale))
        {
            context.Log.Warning("the frozen latents reach beyond ±{Limit}, the range of the latent search, so the motion cannot be tested on held-out particles", options.Prior.Scale);
            options = options with { TestsMotion = false };
        }
        (int[] heldOut, int held, int micrographs) = EpochPlan.HoldOut(groups, options);
        if (half is not null)
        {
            options = TrainingSettings.ForHalf(options, prepared.Count - heldOut.Length, prepared.Count - half.Untrained(heldOut).Length);
        }
        TrainingState state = StartingState.Of(options, problem, data.Consensus, unit, particles, given);
        string of = half is null ? "" : $"half-set {half.Number}: ";
        int trained = particles.Count - (half?.Untrained(heldOut) ?? heldOut).Length;
        if (options.Learned(trained) < trained)
        {
            context.Log.Information("{Half:l}learning from {Learned} of {Trained} particles (train.mostParticles); the others get their latents at the end", of, options.MostParticles, trained);
        }
        context.Log.Information(
            "{Half:l}λ {Lambda}, minibatches of {Batch}, {Held} {Kind:l} held out{How:l}, {Parameters} flow parameters",
            of, Math.Round(settings.Lambda!.Value, 3), options.BatchSize, held, groups.Shared ? "images" : "particles", How(groups, held, micrographs), state.Flow.Length);
        var session = new TrainingSession(problem, options, state, images, unit, context.Threads, groups, half);
        ContinuedTraining.Begin(context, options, problem, state);
        await epochs(context, settings, session, prepared, data.Aside).ConfigureAwait(false);
        ProcessMemory.Release(); // the results must not need memory on top of the epochs' garbage
        FlexModel model = half is null ? TrainingResults.Write(context, session, problem, prepared, rows, unit) : TrainingResults.WriteModel(context, session, problem, prepared);
        return LearnedModel.Of(model, particles, heldOut);
    }

    // The defocus of images that were multiplied by their CTF beforehand, or have none, cannot be re-estimated.
    internal static TrainingOptions WithDefocus(TrainingOptions options, ParticleTable table, ImageSource images)
    {
        if (double.IsFinite(images.RadianAngstrom))
        {
            return options with { FirstDefocus = images.RadianAngstrom };
        }
        return options.RefinesDefocus != true
            ? options with { RefinesDefocus = false }
            : throw new InputException("the pipeline", "train.refineDefocus", $"true, and particles of '{table.SourcePath}' whose images were multiplied by their CTF or have none", "images as they were recorded, with their CTF", "set train.refineDefocus to auto or false, or extract the particles without multiplying them");
    }

    private static string How(ImageGroups groups, int held, int micrographs) =>
        groups.Micrographs == 0 || held == 0 ? ""
        : micrographs > 0 ? $" (all of {micrographs} of {groups.Micrographs} micrographs)"
        : $" (drawn by image: fewer than {WholeMicrographs.Fewest} of {groups.Micrographs} micrographs have about so many)";
}
