using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Maps;

/// <summary>Makes a soft solvent mask from a map: low-pass, threshold, keep the large pieces, dilate, soft edge.</summary>
/// <remarks>With d the distance (Å) outside the dilated molecule and w the edge's width, the mask is ½(1 + cos(π d/w)) for 0 ≤ d ≤ w.</remarks>
public static class SolventMask
{
    /// <param name="map">The map, protein white, on any scale.</param>
    /// <param name="options">Options of the mask.</param>
    /// <param name="lowPass">Low-passes a map: (map, resolution in Å) → map; not called where <see cref="SolventMaskOptions.LowPassAngstrom"/> is 0 or beyond Nyquist.</param>
    /// <param name="threshold">The threshold that was used, in the units of <paramref name="map"/>.</param>
    /// <returns>A map of values 0 to 1 of the same box and pixel size.</returns>
    /// <exception cref="InputException">The map is not finite, or no voxel is above the threshold, or nearly all are.</exception>
    public static DensityMap Create(DensityMap map, SolventMaskOptions options, Func<DensityMap, double, DensityMap> lowPass, out double threshold)
    {
        MapChecks.RequireFinite(map, "map");
        double pixel = map.PixelSizeAngstrom;
        double resolution = options.LowPassAngstrom ?? Math.Max(15, 3 * pixel);
        DensityMap smooth = resolution > 2 * pixel ? lowPass(map, resolution) : map;
        threshold = options.Threshold ?? AutomaticThreshold(smooth);
        int n = map.Box;
        bool[] molecule = new bool[map.Values.Length];
        int count = 0;
        double radius = n / 2.0;
        for (int i = 0; i < molecule.Length; i++)
        {
            double x = i % n - n / 2, y = i / n % n - n / 2, z = i / n / n - n / 2;
            molecule[i] = smooth.Values[i] > threshold && x * x + y * y + z * z <= radius * radius; // beyond the sphere a reconstruction is noise
            count += molecule[i] ? 1 : 0;
        }
        if (count == 0 || count > 0.9 * Math.PI / 6 * molecule.Length)
        {
            throw new InputException("mask", null, string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? "no voxel" : "nearly every voxel")} above the threshold {threshold:G4}"),
                "a molecule in solvent", "give a threshold of your own, and check that the protein is white");
        }
        ConnectedComponents.KeepLarge(molecule, n, options.LeastPiece);
        return Soften(molecule, n, pixel, options.DilateAngstrom ?? Math.Max(9, pixel), options.SoftEdgeAngstrom ?? Math.Max(12, 2 * pixel));
    }

    /// <summary>Dilates a binary volume by a distance and gives it a raised-cosine edge, all in Å.</summary>
    public static DensityMap Soften(ReadOnlySpan<bool> molecule, int box, double pixelSizeAngstrom, double dilateAngstrom, double softEdgeAngstrom)
    {
        float[] squared = DistanceTransform.Squared(molecule, box);
        var mask = new DensityMap(box, pixelSizeAngstrom);
        for (int i = 0; i < squared.Length; i++)
        {
            double outside = Math.Sqrt(squared[i]) * pixelSizeAngstrom - dilateAngstrom;
            mask.Values[i] = outside <= 0 ? 1
                : outside < softEdgeAngstrom ? (float)(0.5 * (1 + Math.Cos(Math.PI * outside / softEdgeAngstrom)))
                : 0;
        }
        return mask;
    }

    /// <summary>
    /// The larger of m + 4σ and m + 0.15·(ρ − m), within the sphere of radius N/2: m the mode (the solvent), σ from the median of
    /// the values below it (which the molecule hardly affects), ρ the mean of the top 1 % of voxels. The first term decides for noisy maps, the
    /// second for clean ones.
    /// </summary>
    public static double AutomaticThreshold(DensityMap map)
    {
        float[] sorted = WithinSphere(map);
        Array.Sort(sorted);
        double centre = HalfSampleMode(sorted);
        int below = Array.FindLastIndex(sorted, v => v < centre) + 1;
        double sd = below == 0 ? 0 : 1.4826 * (centre - sorted[below / 2]); // half the values below the mode are nearer to it than 0.6745 σ
        int top = Math.Max(1, sorted.Length / 100);
        double dense = 0;
        for (int i = sorted.Length - top; i < sorted.Length; i++)
        {
            dense += sorted[i] / top;
        }
        return Math.Max(centre + 4 * sd, centre + 0.15 * (dense - centre));
    }

    private static float[] WithinSphere(DensityMap map)
    {
        int n = map.Box;
        var inside = new List<float>(map.Values.Length / 2);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = i % n - n / 2, y = i / n % n - n / 2, z = i / n / n - n / 2;
            if (x * x + y * y + z * z <= 0.25 * n * n)
            {
                inside.Add(map.Values[i]);
            }
        }
        return [.. inside];
    }

    // Finds the mode by repeatedly keeping the half of the sorted sample with the smallest span (Bickel 2002): it does not depend on how much of the sphere the molecule fills.
    private static double HalfSampleMode(ReadOnlySpan<float> sorted)
    {
        while (sorted.Length > 64)
        {
            int half = sorted.Length / 2, best = 0;
            float least = float.MaxValue;
            for (int i = 0; i + half <= sorted.Length; i++)
            {
                float span = sorted[i + half - 1] - sorted[i];
                if (span < least)
                {
                    (least, best) = (span, i);
                }
            }
            sorted = sorted.Slice(best, half);
        }
        return sorted[sorted.Length / 2];
    }
}
