using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Halves;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>A model and the latents that the particles held out of training have in it.</summary>
/// <param name="Model">The model, with the latents of a sample of the particles.</param>
/// <param name="HeldOut">[held-out particle][K].</param>
internal sealed record LearnedModel(FlexModel Model, float[] HeldOut)
{
    /// <param name="rows">The held-out rows.</param>
    public static LearnedModel Of(FlexModel model, ParticleState particles, int[] rows)
    {
        var block = new ParticleBlock(particles.Layout, rows.Length);
        foreach ((int at, int row) in rows.Index())
        {
            particles.Read(row, 1, block, at);
        }
        return new(model, [.. block.Column(ParticleColumns.Latents)[..(rows.Length * model.Flow.LatentDimension)]]);
    }
}

/// <summary>Trains a model of each half-set alone (<c>train.halves: independent</c>), and compares the two on particles that neither was trained on.</summary>
internal static class HalfTrainings
{
    private const int Fewest = 10;

    /// <summary>The file that shows by how much other data would change the motion.</summary>
    public const string ErrorMap = "maps/motion_error.mrc";

    /// <summary>Learns a model of a half-set, in a part of the step.</summary>
    public delegate Task<LearnedModel> Learn(StepContext part, HalfSet half);

    /// <summary>Returns the part of the train step that trains a half-set: see <see cref="StepContext.Part"/>.</summary>
    /// <param name="half">1 or 2.</param>
    public static string PartOf(int half) => FormattableString.Invariant($"half{half}");

    /// <summary>Returns the half-set of each particle, 1 or 2: those that reconstruction takes, too.</summary>
    public static byte[] HalfSetsOf(ParticleTable table, PipelineOptions options) => ReconstructionPlan.HalfSets(table, (ulong)options.Seed, FromTable(options));

    /// <summary>Whether the half-sets are those of the particle table; null where it depends on whether the table has any.</summary>
    public static bool? FromTable(PipelineOptions options) => options.Reconstruct?.HalfSets switch
    {
        HalfSets.File => true,
        HalfSets.Draw => false,
        _ => null,
    };

    /// <summary>Returns the half-sets, once each has particles to train on.</summary>
    /// <param name="heldOut">Rows that are held out, ascending.</param>
    /// <exception cref="InputException">A half-set has none.</exception>
    public static byte[] HalfSetsOf(ParticleTable table, PipelineOptions options, int[] heldOut)
    {
        byte[] halves = HalfSetsOf(table, options);
        foreach (int half in (int[])[1, 2])
        {
            int trained = halves.Length - new HalfSet(halves, half).Untrained(heldOut).Length;
            if (trained < Fewest)
            {
                throw new InputException(
                    table.SourcePath, null, $"{trained} particles of half-set {half} that are not held out", $"at least {Fewest} to learn its motion from",
                    "set train.halves to shared, or assign the half-sets of the file anew");
            }
        }
        return halves;
    }

    /// <summary>Trains both half-sets where held-out particles support the motion of all particles, and writes how well they agree.</summary>
    /// <param name="all">The model of all particles.</param>
    /// <param name="halves">Half-set of each particle.</param>
    public static async Task RunAsync(StepContext context, LearnedModel all, byte[] halves, TrainingData data, Learn learn)
    {
        if (all.Model.Heterogeneity != Heterogeneity.Motion)
        {
            context.Log.Information("half-sets are not trained alone: held-out particles support no motion that two models could agree on");
            return;
        }
        var learned = new List<LearnedModel>();
        for (int half = 1; half <= 2; half++)
        {
            learned.Add(await learn(context with { Part = PartOf(half) }, new HalfSet(halves, half)).ConfigureAwait(false));
        }
        DensityMap mask = Calibration.TrainingMask(MrcMap.Read(PreparedFiles.Mask(context.ResultsOf(PrepStep.Name))), data.Images.Box, context.Threads);
        ModelAgreement? agreement = Compare(context, all.Model, learned, data, mask);
        new HalvesNote(HalvesNote.HashOf(halves), agreement).Write(context.Output);
    }

    private static ModelAgreement? Compare(StepContext context, FlexModel all, List<LearnedModel> halves, TrainingData data, DensityMap mask)
    {
        PrincipalMotion motion = ModelMotion.Of(all, Density(all), new FlowField(all));
        FlexModel[] models = [.. halves.Select(half => half.Model)];
        if (CommonFrame.Find(all, models, MotionLatents.FromMiddle(motion, all.Latents, all.Flow.LatentDimension)) is not { } frame)
        {
            context.Log.Warning("the models of the half-sets cannot be compared: mesh cells fold over in every conformation that was tried");
            return null;
        }
        var comparison = new ModelComparison(frame, Density(frame.All), [.. frame.Halves.Select(Density)], [.. halves.Select(half => half.HeldOut)]);
        WriteErrors(context, data, comparison.VertexErrors());
        ModelAgreement agreement = comparison.Agreement();
        context.Log.Information(
            "learned from each half-set alone, the tenth of the density that moves most differs by {Difference} Å where it moves by {Motion} Å (RMS)",
            Math.Round(agreement.Moving.DifferenceAngstrom, 2), Math.Round(agreement.Moving.MotionAngstrom, 2));
        return agreement;

        float[] Density(FlexModel model) => ModelMotion.VertexDensity(model.Mesh, data.Consensus, mask);
    }

    private static void WriteErrors(StepContext context, TrainingData data, float[] errors)
    {
        VoxelBinding binding = data.Problem.Binding;
        var map = new DensityMap(binding.Box, binding.PixelSizeAngstrom);
        var interpolation = new MeshInterpolation(data.Problem.Mesh, binding);
        for (int i = 0; i < interpolation.Covered; i++)
        {
            map.Values[binding.Voxels[i]] = interpolation.At(i, errors);
        }
        MrcMap.Write(Path.Combine(context.Run.Path, ErrorMap), map, "Flex3D change of the motion with other data, A RMS");
    }
}
