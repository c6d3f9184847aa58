using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Measures the grey scale of the images relative to the map, and the energy of an image's signal.</summary>
internal static class Calibration
{
    private const int MostImages = 1024;
    private const int ShardSize = 16;

    /// <summary>Projects the consensus map rigidly onto a sample of prepared images of each kind, spread over the table.</summary>
    /// <returns>For each kind of images the least-squares factor μ = Σ⟨I, P⟩/Σ‖P‖², and by how much optics groups differ in magnification, where they do, with a sentence.</returns>
    public static (IReadOnlyList<GreyScaleFit> Fits, (double Difference, string Sentence)? Magnifications) Measure(
        StepContext context, ParticleTable table, INoiseModel noise, DensityMap map, DensityMap mask, int fullBox, int trainingBox)
    {
        using var source = PreparedParticles.Open(table, PreparedFiles.Stack(context.Output), noise, fullBox);
        DensityMap smallMap = FourierResize3.Resize(map, trainingBox, context.Threads);
        DensityMap smallMask = TrainingMask(mask, trainingBox, context.Threads);
        EngineProblem problem = Rigid(smallMask);
        float[] voxels = new float[problem.Binding.Count];
        for (int i = 0; i < voxels.Length; i++)
        {
            voxels[i] = smallMap.Values[problem.Binding.Voxels[i]] * problem.Binding.Mask[i];
        }
        using var engine = new SimdEngine(); // a few images: what prep finds depends on no device
        using IShardEvaluator evaluator = engine.CreateEvaluator(problem);
        evaluator.SetModel(new ModelSnapshot(voxels));
        GreyScaleFit[] fits = [.. ImageKinds.Samples(table, MostImages).Select(sample => Fit(context, source, evaluator, sample))];
        GreyScaleFit most = ImageKinds.OfMost(fits);
        NoiseBands.Report(context, table, noise, PreparedFiles.Stack(context.Output), fullBox, trainingBox, evaluator, most.Sample, most.Scale);
        return (fits, GroupMagnifications.Compare(context, table, source, smallMap, smallMask));
    }

    private static GreyScaleFit Fit(StepContext context, PreparedParticles source, IShardEvaluator evaluator, KindSample sample)
    {
        CalibrationSums sums = Sum(source, evaluator, sample.Particles);
        return sums.Power > 0
            ? new(sample, sums.Cross / sums.Power, sums.Power)
            : throw new InputException($"map '{RunInputs.MapPath(context)}'", null, "a map that is empty inside the mask", "the consensus map of the particles", "check that map and mask belong together");
    }

    /// <summary>Sums the terms of the loss of some images, without motion.</summary>
    /// <param name="particles">Rows of the table.</param>
    public static CalibrationSums Sum(PreparedParticles source, IShardEvaluator evaluator, int[] particles)
    {
        var shard = new ImageShard(source.Box, ShardSize);
        var images = new ImageBatch(source.Box, ShardSize);
        float[] latents = new float[ShardSize];
        var energies = new CandidateEnergy[ShardSize];
        double cross = 0, power = 0, constant = 0;
        foreach (int[] rows in particles.Chunk(ShardSize))
        {
            source.Read(rows, images);
            source.Transform(images);
            source.SetTerms(images, shard);
            evaluator.Evaluate(shard, latents.AsSpan(0, rows.Length), 1, energies);
            for (int i = 0; i < rows.Length; i++)
            {
                cross += energies[i].Cross;
                power += energies[i].Power;
                constant += shard.Constant[i];
            }
        }
        return new(cross, power, constant);
    }

    /// <summary>Returns the mask at the training box, between 0 and 1, without the ripples of cropping.</summary>
    public static DensityMap TrainingMask(DensityMap mask, int trainingBox, int parallelism)
    {
        DensityMap small = FourierResize3.Resize(mask, trainingBox, parallelism);
        for (int i = 0; i < small.Values.Length; i++)
        {
            small.Values[i] = small.Values[i] < 0.02f ? 0 : Math.Min(1, small.Values[i]);
        }
        return small;
    }

    /// <summary>Returns a problem without motion: the mesh has one cell, to which no voxel is bound, and no flow is evaluated.</summary>
    /// <param name="mask">Its voxels are those above 0.01.</param>
    internal static EngineProblem Rigid(DensityMap mask)
    {
        var mesh = new TetrahedralMesh { Vertices = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [0, 0, 0, 0] };
        int[] voxels = [.. Enumerable.Range(0, mask.Values.Length).Where(i => mask.Values[i] > 0.01f)];
        int[] cells = new int[voxels.Length];
        Array.Fill(cells, -1);
        var binding = new VoxelBinding
        {
            Box = mask.Box,
            PixelSizeAngstrom = mask.PixelSizeAngstrom,
            Voxels = voxels,
            Cells = cells,
            Barycentric = new float[4 * voxels.Length],
            Mask = Array.ConvertAll(voxels, v => mask.Values[v]),
        };
        return new EngineProblem(mask.Box, mask.PixelSizeAngstrom, mesh, binding, new FlowArchitecture(1, 2, 32, 4, anchored: true));
    }
}

/// <summary>Sums over images of the terms of their loss.</summary>
/// <param name="Cross">Σ⟨I, P⟩/σ².</param>
/// <param name="Power">Σ‖P‖²/σ².</param>
/// <param name="Constant">½ Σ‖I‖²/σ².</param>
internal readonly record struct CalibrationSums(double Cross, double Power, double Constant);
