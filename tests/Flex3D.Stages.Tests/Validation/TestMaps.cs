using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;

namespace Flex3D.Tests.Validation;

/// <summary>Synthetic half-maps.</summary>
internal static class TestMaps
{
    public static DensityMap Noise(int box, ulong seed, double pixel = 2)
    {
        var map = new DensityMap(box, pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = (float)CounterRandom.Normal(seed, 0, 0, 0, (ulong)i);
        }
        return map;
    }

    /// <summary>The map with its amplitudes multiplied by exp(−B s²/4).</summary>
    public static DensityMap Blurred(DensityMap map, double bFactor) =>
        RadialFilter.Apply(map, f => Math.Exp(-0.25 * bFactor * Math.Pow(f / map.PixelSizeAngstrom, 2)));

    /// <summary>The mean of |F|² in every shell up to N/2.</summary>
    public static double[] MeanPower(FourierVolume volume)
    {
        int n = volume.Box, half = n / 2;
        double[] power = new double[half + 1], count = new double[half + 1];
        for (int i = 0; i < volume.Re.Length; i++)
        {
            int kx = i % (half + 1), row = i / (half + 1), ky = volume.Signed(row % n), kz = volume.Signed(row / n);
            int shell = (int)Math.Round(Math.Sqrt(kx * kx + ky * ky + kz * kz)), mates = kx == 0 || kx == half ? 1 : 2;
            if (shell <= half)
            {
                power[shell] += mates * (Math.Pow(volume.Re[i], 2) + Math.Pow(volume.Im[i], 2));
                count[shell] += mates;
            }
        }
        return [.. power.Zip(count, (sum, entries) => sum / entries)];
    }

    /// <summary>A smooth signal inside a soft sphere, plus noise of its own for each half.</summary>
    public static (DensityMap Half1, DensityMap Half2, DensityMap Mask) Halves(int box, double noise)
    {
        var mask = new DensityMap(box, 2);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            int x = i % box - box / 2, y = i / box % box - box / 2, z = i / (box * box) - box / 2;
            mask.Values[i] = (float)RadialFilter.LowPassGain(Math.Sqrt(x * x + y * y + z * z), box / 4.0, 4);
        }
        DensityMap signal = Blurred(Noise(box, 10), 600);
        DensityMap Half(ulong seed)
        {
            DensityMap half = Noise(box, seed);
            for (int i = 0; i < half.Values.Length; i++)
            {
                half.Values[i] = signal.Values[i] * mask.Values[i] + (float)noise * half.Values[i];
            }
            return half;
        }
        return (Half(11), Half(12), mask);
    }
}
