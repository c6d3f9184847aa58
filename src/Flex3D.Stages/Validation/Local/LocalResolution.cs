using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Local;

/// <summary>The resolution around each voxel: where the FSC of two half-maps within a soft window first falls below a threshold (Cardone et al. 2013).</summary>
/// <remarks>
/// Windows stand on a lattice of a third of their width; the frequency of the crossing, 1/Å, is interpolated between them. The threshold of a shell is the
/// larger of the one given and the FSC that 95 % of the windows stay below with random phases (<see cref="NoiseFsc"/>).
/// </remarks>
public sealed class LocalResolution
{
    private LocalResolution(DensityMap angstrom, int windows, double[] thresholds) => (Angstrom, Windows, Thresholds) = (angstrom, windows, thresholds);

    /// <summary>Resolution of each voxel of the mask, Å, between two voxels and the box of a window; 0 outside the mask.</summary>
    public DensityMap Angstrom { get; }

    /// <summary>The number of windows.</summary>
    public int Windows { get; }

    /// <summary>The FSC that each shell of a window's box had to reach.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Computes the local resolution of two half-maps.</summary>
    /// <param name="half1">The map of the first half-set.</param>
    /// <param name="half2">The map of the second half-set.</param>
    /// <param name="mask">A soft mask of the same box: voxels above 0.01 get a resolution.</param>
    /// <param name="options">Window and threshold.</param>
    /// <param name="parallelism">The number of threads; the result does not depend on it.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="InputException">The boxes differ, or are odd or below 4.</exception>
    public static LocalResolution Compute(DensityMap half1, DensityMap half2, DensityMap mask, LocalResolutionOptions options, int parallelism = 1, CancellationToken stop = default)
    {
        MapChecks.RequireSame(half1, "the first half-map", half2, "the second half-map");
        MapChecks.RequireSame(half1, "the half-maps", mask, "their mask");
        var window = new LocalWindow(options.WindowAngstrom, half1.PixelSizeAngstrom);
        var grid = new WindowGrid(mask, window.Step);
        double[] noise = NoiseFsc.Quantile(half1, half2, window, options.WindowAngstrom, grid.Centres, options.NoiseQuantile, options.Seed, parallelism);
        double[] thresholds = Array.ConvertAll(noise, limit => Math.Max(limit, options.Threshold));
        double[] frequencies = new double[grid.Centres.Count];
        Parallel.For(0, frequencies.Length, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = stop }, () => new WindowedFsc(window), (i, _, fsc) =>
        {
            frequencies[i] = Crossing(fsc.At(half1, half2, grid.Centres[i]), thresholds) / (window.Box * half1.PixelSizeAngstrom);
            return fsc;
        }, _ => { });
        DensityMap resolution = grid.Interpolate(frequencies, parallelism);
        foreach (ref float value in resolution.Values.AsSpan())
        {
            value = value > 0 ? 1 / value : 0;
        }
        return new LocalResolution(resolution, frequencies.Length, thresholds);
    }

    /// <summary>Returns the shell, linear between shells, at which a curve first falls below its thresholds; 1 where shell 1 is below, the last where none is.</summary>
    internal static double Crossing(ReadOnlySpan<double> curve, ReadOnlySpan<double> thresholds)
    {
        for (int k = 1; k < curve.Length; k++)
        {
            double above = curve[k - 1] - thresholds[k - 1], below = thresholds[k] - curve[k];
            if (below > 0)
            {
                return k == 1 ? 1 : k - 1 + above / (above + below);
            }
        }
        return curve.Length - 1;
    }
}
