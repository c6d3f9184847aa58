using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.LocalScratch;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Memory;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Mesh;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Prepared particles, map and mesh → the model and every particle's latents.</summary>
/// <param name="epochs">Runs the epochs; a benchmark has a loop of its own.</param>
internal sealed class TrainStep(TrainStep.EpochLoop epochs) : IPipelineStep
{
    public const string Name = "train";

    public TrainStep()
        : this(TrainingLoop.RunAsync)
    {
    }

    /// <summary>Runs every epoch of a session.</summary>
    public delegate Task EpochLoop(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside);

    string IPipelineStep.Name => Name;

    public StepHelp Help { get; } = new(
        "Learns the motion, the canonical map and each particle's latents.",
        "flex3d train --from runs/mesh --out runs/trained --latent-dimension 2 --epochs 20");

    public IReadOnlyList<string> Needs { get; } = [PrepStep.Name, MeshStep.Name];

    public IReadOnlyList<StepResult> Results { get; } =
    [
        new("plots/latents.png", "where the particles lie on the landscape") { Shown = ("Latent coordinates", "Every pair of latent coordinates, coloured by density.") },
        new("latents.csv", "each particle's latent coordinates; also beside every input column in particles.star"),
        new("train/given_latents.json", "how the given latents were centred and scaled for training: z = (given − offset) · factor"),
        new("plots/loss.png", null) { Shown = ("Training", "Loss by epoch; the held-out particles were never trained on.") },
    ];

    public Func<StepContext, MemoryPlan> PlanMemory => TrainingMemory.Of;

    /// <summary>What a checkpoint of this training belongs to: another value of any of it begins the training anew.</summary>
    public static CheckpointIdentity IdentityOf(StepContext context, string backend)
    {
        string prep = context.ResultsOf(PrepStep.Name);
        return StepIdentity.Of(
            context, backend, ("inputs.latents", context.Options.Inputs.Latents), ("prep/prepared.json", PreparedFiles.FileOf(prep)), ("prep/particles.mrcs", PreparedFiles.Stack(prep)),
            ("mesh/mesh.json", MeshStep.MeshFileOf(context)));
    }

    public async Task RunAsync(StepContext context)
    {
        PreparedFiles prepared = PreparedFiles.Read(context);
        TrainOptions settings = TrainingSettings.Use(context, prepared);
        using ParticleTable table = prepared.ReadTable(context);
        using INoiseModel noise = prepared.ReadNoise(context);
        string stack = PreparedFiles.Stack(context.ResultsOf(PrepStep.Name));
        using ScratchStack? scratch = ScratchStack.Copy(context, stack);
        using var images = PreparedParticles.Open(table, stack, noise, prepared.FullBox, scratch?.File);
        (EngineProblem problem, TrainingOptions options) = TrainingProblem.Read(context, settings, prepared, images.Box);
        context.Log.Information(
            "λ {Lambda}, minibatches of {Batch}, {Held} particles held out, {Parameters} flow parameters",
            Math.Round(options.FlowPriors[RigidityPrior.Name], 3), options.BatchSize, options.HeldOut, new FlowNetwork(problem.Flow).ParameterCount);

        DensityMap consensus = ConsensusMap(context, prepared, images.Box);
        double unit = Deviation(consensus, problem.Binding);
        int[]? rows = SelectedRows.Of(table);
        using var latents = new ParticleLatents(prepared.Count, settings.LatentDimension, PreparedFiles.Swap(context.Output));
        float[] given = GivenLatentsFile.Read(context, prepared, rows, problem, options);
        if (options.FreezeLatents && !GivenLatents.Fit(given, options.Prior.Scale))
        {
            context.Log.Warning("the frozen latents reach beyond ±{Limit}, where latents are not searched: the motion cannot be tested on held-out particles", options.Prior.Scale);
            options = options with { TestsMotion = false };
        }
        TrainingState state = InitialState(options, problem, consensus, unit, latents, given);
        var session = new TrainingSession(problem, options, state, images, unit, context.Threads);
        await epochs(context, settings, session, prepared, SetAside.Of(context, prepared, table)).ConfigureAwait(false);
        ProcessMemory.Release(); // results must not come on top of what the epochs leave
        TrainingResults.Write(context, settings, session, problem, prepared, rows, unit);
    }

    // The consensus map at the training box, on the images' grey scale.
    private static DensityMap ConsensusMap(StepContext context, PreparedFiles prepared, int box)
    {
        DensityMap map = FourierResize3.Resize(RunInputs.Map(prepared.Map, "map", prepared.FullBox, prepared.PixelSizeAngstrom), box, context.Threads);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] *= (float)prepared.ImageScale;
        }
        return map;
    }

    // Standard deviation of the map's bound voxels: the unit of its parameters.
    private static double Deviation(DensityMap map, VoxelBinding binding)
    {
        double sum = 0, square = 0;
        for (int i = 0; i < binding.Count; i++)
        {
            double value = map.Values[binding.Voxels[i]] * binding.Mask[i];
            sum += value;
            square += value * value;
        }
        double mean = sum / binding.Count;
        return Math.Sqrt(square / binding.Count - mean * mean);
    }

    /// <param name="given">Latents of all particles; empty where none are given.</param>
    private static TrainingState InitialState(TrainingOptions options, EngineProblem problem, DensityMap consensus, double unit, ParticleLatents latents, float[] given)
    {
        var network = new FlowNetwork(problem.Flow, problem.Mesh.Mobility);
        var state = new TrainingState(latents, network.ParameterCount, consensus.Values.Length, options.Optimizer);
        network.Initialise(options.Seed).CopyTo(state.Flow, 0);
        new CanonicalMap(problem.Binding, unit).ToParameters(consensus).CopyTo(state.Map, 0);
        state.Map.CopyTo(state.RigidMap, 0);
        if (given.Length > 0)
        {
            latents.SetLatents(given);
        }
        return state;
    }
}
