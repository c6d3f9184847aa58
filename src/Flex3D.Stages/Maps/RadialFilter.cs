using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Maps;

/// <summary>Filters a map by a gain that depends only on the magnitude of the frequency.</summary>
public static class RadialFilter
{
    /// <summary>Multiplies each frequency of a map by <paramref name="gain"/> of its magnitude in cycles/voxel (Nyquist = 0.5, corners 0.87).</summary>
    /// <exception cref="InputException">The box is odd or below 4.</exception>
    public static DensityMap Apply(DensityMap map, Func<double, double> gain, int parallelism = 1)
    {
        FourierVolume volume = FourierVolume.Of(map, parallelism);
        int half = map.Box / 2;
        var table = new float[3 * half * half + 1];
        for (int square = 0; square < table.Length; square++)
        {
            table[square] = (float)gain(Math.Sqrt(square) / map.Box);
        }
        volume.MultiplyBySquaredRadius(table);
        return volume.ToMapOverwriting(parallelism);
    }

    /// <summary>Low-passes a map: gain 1 up to cutoff − edge/2, then a raised cosine down to 0 at cutoff + edge/2; both in cycles/voxel.</summary>
    public static DensityMap LowPass(DensityMap map, double cutoffCyclesPerVoxel, double edgeCyclesPerVoxel, int parallelism = 1) =>
        Apply(map, f => LowPassGain(f, cutoffCyclesPerVoxel, edgeCyclesPerVoxel), parallelism);

    /// <summary>Low-passes a map at a resolution in Å, with an edge of <paramref name="edgeShells"/> Fourier pixels.</summary>
    public static DensityMap LowPassAngstrom(DensityMap map, double resolutionAngstrom, double edgeShells = 2, int parallelism = 1) =>
        LowPass(map, map.PixelSizeAngstrom / resolutionAngstrom, edgeShells / map.Box, parallelism);

    /// <summary>The gain of <see cref="LowPass"/> at frequency <paramref name="f"/>; 0.5 at the cutoff.</summary>
    public static double LowPassGain(double f, double cutoff, double edge)
    {
        double from = cutoff - edge / 2, to = cutoff + edge / 2;
        return f <= from ? 1 : f >= to ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * (f - from) / edge);
    }
}
