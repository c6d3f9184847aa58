using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Maps;

/// <summary>A map's Fourier transform: half spectrum [kz][ky][kx] of N × N × (N/2 + 1), unnormalised, origin at voxel 0.</summary>
internal sealed class FourierVolume
{
    private readonly RealFft3 _plan;

    private FourierVolume(RealFft3 plan, double pixelSizeAngstrom)
    {
        _plan = plan;
        PixelSizeAngstrom = pixelSizeAngstrom;
        Re = new float[plan.SpectrumLength];
        Im = new float[plan.SpectrumLength];
    }

    public int Box => _plan.N;
    public double PixelSizeAngstrom { get; }
    public float[] Re { get; }
    public float[] Im { get; }

    /// <exception cref="InputException">The box is odd or below 4.</exception>
    public static FourierVolume Of(DensityMap map, int parallelism = 1)
    {
        var volume = new FourierVolume(new RealFft3(map.Box), map.PixelSizeAngstrom);
        volume.Refill(map.Values, parallelism);
        return volume;
    }

    /// <summary>Creates a spectrum that is zero at all frequencies.</summary>
    public static FourierVolume Zero(int box, double pixelSizeAngstrom) => new(new RealFft3(box), pixelSizeAngstrom);

    /// <summary>Replaces this spectrum by the transform of other values [z][y][x] of the same box.</summary>
    public void Refill(ReadOnlySpan<float> values, int parallelism = 1) => _plan.Forward(values, Re, Im, parallelism);

    /// <summary>Computes the map of this spectrum. <see cref="Re"/> and <see cref="Im"/> serve as working memory; their contents are undefined afterwards.</summary>
    public DensityMap ToMapOverwriting(int parallelism = 1)
    {
        var map = new DensityMap(Box, PixelSizeAngstrom);
        _plan.InverseOverwriting(Re, Im, map.Values, parallelism);
        return map;
    }

    /// <summary>Multiplies every frequency by gain[kx² + ky² + kz²] (integers; gains beyond the array's end count as its last).</summary>
    public void MultiplyBySquaredRadius(ReadOnlySpan<float> gain)
    {
        int n = Box, width = n / 2 + 1;
        for (int row = 0; row < n * n; row++)
        {
            int kz = Signed(row / n), ky = Signed(row % n), offset = row * width;
            for (int kx = 0; kx < width; kx++)
            {
                float g = gain[Math.Min(kz * kz + ky * ky + kx * kx, gain.Length - 1)];
                Re[offset + kx] *= g;
                Im[offset + kx] *= g;
            }
        }
    }

    /// <summary>Multiplies every frequency by gain[|kz|] gain[|ky|] gain[|kx|], gain of N/2 + 1 numbers.</summary>
    public void MultiplySeparably(ReadOnlySpan<float> gain)
    {
        int n = Box, width = n / 2 + 1;
        ArgumentOutOfRangeException.ThrowIfNotEqual(gain.Length, width);
        for (int row = 0; row < n * n; row++)
        {
            float rowGain = gain[Math.Abs(Signed(row / n))] * gain[Math.Abs(Signed(row % n))];
            for (int kx = 0, i = row * width; kx < width; kx++, i++)
            {
                float g = rowGain * gain[kx];
                Re[i] *= g;
                Im[i] *= g;
            }
        }
    }

    /// <summary>Converts a row number to a frequency: 0 … N/2 − 1, −N/2 … −1.</summary>
    internal int Signed(int row) => row < Box / 2 ? row : row - Box;
}
