using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation.Directional;

/// <summary>The FSC of two maps within cones of Fourier space around many directions (Tan et al. 2017), and how much it differs between them.</summary>
public sealed class ConicalFsc
{
    private readonly double _pixel;
    private readonly int _box;

    private ConicalFsc(IReadOnlyList<(double X, double Y, double Z)> directions, double[][] curves, int box, double pixel) =>
        (Directions, Curves, _box, _pixel) = (directions, curves, box, pixel);

    /// <summary>Unit vectors (x, y, z) with z &gt; 0.</summary>
    public IReadOnlyList<(double X, double Y, double Z)> Directions { get; }

    /// <summary>FSC at shells 0 … N/2 for each direction.</summary>
    public IReadOnlyList<double[]> Curves { get; }

    /// <summary>Computes the curves.</summary>
    /// <param name="half1">The map of the first half-set, times the mask.</param>
    /// <param name="half2">The map of the second half-set, times the mask.</param>
    /// <param name="mask">FSC of the masked maps with random phases over whole shells, which is due to the mask and is taken out: (f − m)/(1 − m); null to leave it.</param>
    /// <param name="directions">The number of directions.</param>
    /// <param name="halfAngleDegrees">The angle between a cone's axis and its side, degrees; frequencies k and −k count as one.</param>
    /// <param name="parallelism">The number of threads; the result does not depend on it.</param>
    /// <remarks>Where a cone holds no frequency of a shell, which happens in the lowest shells, the FSC is that of the whole shell.</remarks>
    /// <exception cref="InputException">The boxes differ, or are odd or below 4.</exception>
    public static ConicalFsc Compute(DensityMap half1, DensityMap half2, double[]? mask, int directions, double halfAngleDegrees, int parallelism = 1)
    {
        MapChecks.RequireSame(half1, "the first half-map", half2, "the second half-map");
        FourierVolume a = FourierVolume.Of(half1, parallelism), b = FourierVolume.Of(half2, parallelism);
        double[] whole = FourierShells.Fsc(a, b);
        IReadOnlyList<(double X, double Y, double Z)> axes = HemisphereDirections.Of(directions);
        var curves = new double[directions][];
        double cosine = Math.Cos(halfAngleDegrees * Math.PI / 180);
        Parallel.For(0, directions, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, d =>
        {
            double[] curve = InCone(a, b, whole, axes[d], cosine * cosine);
            for (int k = 0; mask is not null && k < curve.Length; k++)
            {
                curve[k] = mask[k] < 1 - 1e-6 ? (curve[k] - mask[k]) / (1 - mask[k]) : 0;
            }
            curves[d] = curve;
        });
        return new ConicalFsc(axes, curves, half1.Box, half1.PixelSizeAngstrom);
    }

    /// <summary>Returns the resolution of each direction, Å: where its curve first falls below a threshold; as <see cref="FscCrossing"/> otherwise.</summary>
    public double[] Resolutions(double threshold = FscReport.HalfMapThreshold) => [.. Curves.Select(curve => FscCrossing.Find(curve, threshold, _box, _pixel).Angstrom)];

    /// <summary>Returns the area under each curve up to where it first falls below a threshold, in shells.</summary>
    public double[] Areas(double threshold = FscReport.HalfMapThreshold) => [.. Curves.Select(curve => curve.Skip(1).TakeWhile(fsc => fsc >= threshold).Sum(fsc => Math.Min(fsc, 1)))];

    /// <summary>The smallest of <see cref="Areas"/> over the largest, 0 to 1: 1 where all directions are alike; 0 where no curve is above the threshold.</summary>
    public double AreaRatio(double threshold = FscReport.HalfMapThreshold)
    {
        double[] areas = Areas(threshold);
        double most = areas.Max();
        return most > 0 ? areas.Min() / most : 0;
    }

    private static double[] InCone(FourierVolume a, FourierVolume b, double[] whole, (double X, double Y, double Z) axis, double cosineSquared)
    {
        int n = a.Box, half = n / 2, limit = half * half + half; // squared radii up to this round to N/2 or less
        double[] cross = new double[half + 1], powerA = new double[half + 1], powerB = new double[half + 1];
        for (int row = 0; row < n * n; row++)
        {
            int kz = a.Signed(row / n), ky = a.Signed(row % n), square = kz * kz + ky * ky;
            double across = axis.Z * kz + axis.Y * ky;
            for (int kx = 0, i = row * (half + 1); kx <= half && square + kx * kx <= limit; kx++, i++)
            {
                double along = across + axis.X * kx;
                if (along * along < cosineSquared * (square + kx * kx))
                {
                    continue;
                }
                int shell = (int)(Math.Sqrt(square + kx * kx) + 0.5);
                double ar = a.Re[i], ai = a.Im[i], br = b.Re[i], bi = b.Im[i], mates = kx == 0 || kx == half ? 1 : 2;
                cross[shell] += mates * (ar * br + ai * bi);
                powerA[shell] += mates * (ar * ar + ai * ai);
                powerB[shell] += mates * (br * br + bi * bi);
            }
        }
        return [.. whole.Select((fsc, k) => powerA[k] > 0 && powerB[k] > 0 ? cross[k] / (Math.Sqrt(powerA[k]) * Math.Sqrt(powerB[k])) : fsc)];
    }
}
