using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Compares the magnifications of optics groups: the size, relative to the table's pixel size, at which the still consensus map fits the images of each best.</summary>
/// <remarks>
/// A magnification that differs between groups changes the size of the molecule from group to group, which a flow follows and no molecule that stands still does: it looks like a motion. With the
/// projection P of the map magnified by m and the grey scale free, an image's log-likelihood rises by ⟨I, P⟩²/2‖P‖²; over the images of a group it is a parabola about the best m, whose curvature is the information about m.
/// The CTF stays that of the table's pixel size, whose errors shift the best m, too: m tells which group is larger, and not by how much (some half more than the pixel sizes differ).
/// </remarks>
internal static class GroupMagnifications
{
    private const int ImagesOfGroup = 96, FewestImages = 24, MostGroups = 8;

    // Magnifications that are tried, as steps about 1.
    private const double Step = 0.02;
    private const int Steps = 2;

    // The least difference that is reported, and its standard errors.
    private const double LeastDifference = 0.005, StandardErrors = 5;

    /// <summary>Compares the groups that have the most images.</summary>
    /// <param name="source">The prepared images.</param>
    /// <param name="map">The consensus map at their box.</param>
    /// <param name="mask">The solvent mask at their box.</param>
    /// <returns>By what factor, less 1, the largest magnification is seen to exceed the smallest, and a sentence that names their groups; null where none is seen to differ, or there is one group.</returns>
    public static (double Difference, string Sentence)? Compare(StepContext context, ParticleTable table, PreparedParticles source, DensityMap map, DensityMap mask)
    {
        (int Group, int[] Rows)[] groups = Samples(table);
        if (groups.Length < 2)
        {
            return null;
        }
        var masked = new DensityMap(map.Box, map.PixelSizeAngstrom, [.. map.Values.Zip(mask.Values, (value, inside) => value * inside)]);
        DensityMap widest = MapResampling.Mask(mask, mask.Box, mask.PixelSizeAngstrom / (1 + Steps * Step), context.Threads);
        EngineProblem problem = Calibration.Rigid(new DensityMap(mask.Box, mask.PixelSizeAngstrom, [.. mask.Values.Zip(widest.Values, Math.Max)]));
        using var engine = new SimdEngine(); // a few images: what prep finds depends on no device
        using IShardEvaluator evaluator = engine.CreateEvaluator(problem);
        double[][] gains = [.. groups.Select(_ => new double[2 * Steps + 1])];
        for (int step = -Steps; step <= Steps; step++)
        {
            // Sampled in smaller steps, the molecule is larger.
            DensityMap magnified = step == 0 ? masked : MapResampling.Density(masked, masked.Box, masked.PixelSizeAngstrom / (1 + step * Step), context.Threads);
            evaluator.SetModel(new ModelSnapshot(Array.ConvertAll(problem.Binding.Voxels, voxel => magnified.Values[voxel])));
            for (int g = 0; g < groups.Length; g++)
            {
                CalibrationSums sums = Calibration.Sum(source, evaluator, groups[g].Rows);
                gains[g][step + Steps] = sums is { Cross: > 0, Power: > 0 } ? sums.Cross * sums.Cross / (2 * sums.Power) : 0;
            }
        }
        return Said(table, [.. groups.Select((group, g) => (group.Group, Best(gains[g])))]);
    }

    /// <summary>Fits a parabola about the best of the magnifications that were tried.</summary>
    /// <param name="gains">Rise of the log-likelihood of all images of a group at each, in ascending order.</param>
    /// <returns>The best magnification, at most the largest and at least the smallest that were tried, and its standard error: infinite where the images say nothing.</returns>
    internal static (double Value, double Error) Best(double[] gains)
    {
        int best = Array.IndexOf(gains, gains.Max()), middle = Math.Clamp(best, 1, gains.Length - 2);
        double slope = (gains[middle + 1] - gains[middle - 1]) / 2, curvature = 2 * gains[middle] - gains[middle + 1] - gains[middle - 1];
        if (best != middle)
        {
            // At the end nothing is known of a top: the rise over the last step is z²/2, z standard errors.
            double rise = gains[best] - gains[middle];
            return (1 + (best - Steps) * Step, rise > 0 ? Step / Math.Sqrt(2 * rise) : double.PositiveInfinity);
        }
        return curvature > 0 ? (1 + (middle + slope / curvature - Steps) * Step, Step / Math.Sqrt(curvature)) : (1, double.PositiveInfinity);
    }

    private static (double, string)? Said(ParticleTable table, (int Group, (double Value, double Error) Best)[] groups)
    {
        (int Group, (double Value, double Error) Best) small = groups.MinBy(group => group.Best.Value), large = groups.MaxBy(group => group.Best.Value);
        double difference = large.Best.Value / small.Best.Value - 1, error = Math.Sqrt(small.Best.Error * small.Best.Error + large.Best.Error * large.Best.Error);
        if (!(difference >= LeastDifference && difference >= StandardErrors * error))
        {
            return null;
        }
        return (difference, $"the images of optics group {Name(large.Group)} show the molecule larger than those of {Name(small.Group)} do, so that their pixel sizes do not fit each other, and a motion that is found may be this: correct the pixel sizes of the optics groups in {table.SourcePath}");

        string Name(int group) => table.Optics[group].Name;
    }

    // Images of the groups with the most of them, spread over the table.
    private static (int Group, int[] Rows)[] Samples(ParticleTable table)
    {
        if (table.Optics.Count < 2)
        {
            return [];
        }
        (int[] counts, int[][] rows) = ImageKinds.Samples(table, [.. Enumerable.Range(0, table.Optics.Count)], table.Optics.Count, ImagesOfGroup);
        return [.. counts.Index().Where(group => group.Item >= FewestImages).OrderByDescending(group => group.Item).Take(MostGroups).Select(group => (group.Index, rows[group.Index]))];
    }
}
