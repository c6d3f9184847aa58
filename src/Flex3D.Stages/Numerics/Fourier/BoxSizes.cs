using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>The box sizes that the Fourier transforms support, even numbers from 4, and those of them that are fast: 2^a 3^b 5^c.</summary>
public static class BoxSizes
{
    public const int Smallest = 4;

    /// <summary>Returns whether a box is supported.</summary>
    public static bool IsSupported(int n) => n >= Smallest && n % 2 == 0;

    /// <summary>Returns whether a box is supported and has no prime factor above 5. Transforms of boxes with primes up to about 30 take the same time, those of twice a larger prime two to three times as long.</summary>
    public static bool IsFast(int n)
    {
        if (!IsSupported(n))
        {
            return false;
        }
        foreach (int radix in (ReadOnlySpan<int>)[2, 3, 5])
        {
            while (n % radix == 0)
            {
                n /= radix;
            }
        }
        return n == 1;
    }

    /// <summary>The largest fast size ≤ <paramref name="n"/>; <see cref="Smallest"/> where there is none.</summary>
    public static int FastAtMost(int n)
    {
        for (n = Math.Max(n, Smallest); !IsFast(n); n--) { }
        return n;
    }

    /// <summary>The smallest fast size ≥ <paramref name="n"/>.</summary>
    public static int FastAtLeast(int n)
    {
        for (n = Math.Max(n, Smallest); !IsFast(n); n++) { }
        return n;
    }

    /// <summary>Refuses a box that the transforms do not support.</summary>
    /// <param name="n">The box, pixels.</param>
    /// <param name="source">The file or setting that gave it.</param>
    /// <param name="advice">What to do about an odd box; null advises the even neighbours.</param>
    /// <exception cref="InputException">The box is odd or below 4.</exception>
    public static void Require(int n, string source, string? advice = null)
    {
        if (!IsSupported(n))
        {
            throw new InputException(
                source,
                null,
                $"a box of {n.ToString(CultureInfo.InvariantCulture)}",
                n < Smallest ? $"an even box of at least {Smallest}" : "an even box (the Fourier transforms need one)",
                n < Smallest ? null : advice ?? $"the nearest are {n - 1} and {n + 1}");
        }
    }
}
