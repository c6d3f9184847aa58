using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Validation;

/// <summary>Computes sums over shells of one Fourier pixel: shell k holds the frequencies with round(|f|·N) = k, for k = 0 … N/2.</summary>
/// <remarks>Both mates of every pair count; corners beyond N/2 are left out. Sums are taken in double, in a fixed order.</remarks>
internal static class FourierShells
{
    /// <summary>Computes the Fourier shell correlation: FSC_k = Σ Re(A B*) / √(Σ|A|² Σ|B|²), N/2 + 1 numbers; 0 where a shell of either map is empty.</summary>
    /// <exception cref="InputException">The maps differ in box, or the box is odd or below 4.</exception>
    public static double[] Fsc(DensityMap a, DensityMap b, int parallelism = 1)
    {
        if (a.Box != b.Box)
        {
            throw new InputException("Fourier shell correlation", "second map", $"a box of {b.Box}", $"the first map's {a.Box}");
        }
        return Fsc(FourierVolume.Of(a, parallelism), FourierVolume.Of(b, parallelism));
    }

    /// <summary>Computes the Fourier shell correlation as <see cref="Fsc(DensityMap, DensityMap, int)"/> does, from transforms of the same box.</summary>
    public static double[] Fsc(FourierVolume a, FourierVolume b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Box, a.Box);
        (double[] cross, double[] powerA, double[] powerB) = Sums(a, b);
        var fsc = new double[cross.Length];
        for (int k = 0; k < fsc.Length; k++)
        {
            double norm = Math.Sqrt(powerA[k]) * Math.Sqrt(powerB[k]);
            fsc[k] = norm > 0 ? cross[k] / norm : 0;
        }
        return fsc;
    }

    /// <summary>Computes Σ Re(A B*) / Σ|B|² by shell, the factor by which A contains B: N/2 + 1 numbers; 0 where a shell of B is empty.</summary>
    public static double[] Slope(FourierVolume a, FourierVolume b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Box, a.Box);
        (double[] cross, _, double[] powerB) = Sums(a, b);
        return [.. cross.Zip(powerB, (sum, power) => power > 0 ? sum / power : 0)];
    }

    /// <summary>Computes the mean of |A| by shell: N/2 + 1 numbers.</summary>
    public static double[] MeanAmplitude(FourierVolume a)
    {
        double[] sum = new double[a.Box / 2 + 1], count = new double[sum.Length];
        ForEach(a, (i, shell, mates) =>
        {
            sum[shell] += mates * Math.Sqrt((double)a.Re[i] * a.Re[i] + (double)a.Im[i] * a.Im[i]);
            count[shell] += mates;
        });
        return [.. sum.Zip(count, (amplitudes, frequencies) => amplitudes / frequencies)];
    }

    private static (double[] Cross, double[] PowerA, double[] PowerB) Sums(FourierVolume a, FourierVolume b)
    {
        int shells = a.Box / 2 + 1;
        double[] cross = new double[shells], powerA = new double[shells], powerB = new double[shells];
        ForEach(a, (i, shell, mates) =>
        {
            double ar = a.Re[i], ai = a.Im[i], br = b.Re[i], bi = b.Im[i];
            cross[shell] += mates * (ar * br + ai * bi);
            powerA[shell] += mates * (ar * ar + ai * ai);
            powerB[shell] += mates * (br * br + bi * bi);
        });
        return (cross, powerA, powerB);
    }

    /// <summary>Visits every stored frequency up to N/2 with its index, its shell, and its weight: 2 where its mate is not stored, else 1.</summary>
    private static void ForEach(FourierVolume volume, Action<int, int, int> visit)
    {
        int n = volume.Box, half = n / 2, width = half + 1;
        int[] shellOf = ShellTable(half);
        for (int row = 0; row < n * n; row++)
        {
            int kz = volume.Signed(row / n), ky = volume.Signed(row % n), square = kz * kz + ky * ky;
            for (int kx = 0; kx < width; kx++)
            {
                int radius = square + kx * kx;
                if (radius < shellOf.Length)
                {
                    visit(row * width + kx, shellOf[radius], kx == 0 || kx == half ? 1 : 2);
                }
            }
        }
    }

    /// <summary>Returns a table of round(√s) for every squared radius s that rounds to at most <paramref name="half"/>.</summary>
    private static int[] ShellTable(int half)
    {
        var table = new int[half * half + half + 1];
        for (int s = 0; s < table.Length; s++)
        {
            table[s] = (int)Math.Round(Math.Sqrt(s));
        }
        return table;
    }
}
