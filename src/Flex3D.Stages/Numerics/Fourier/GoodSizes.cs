using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>The box sizes that the Fourier transforms support: even numbers of the form 2^a 3^b 5^c, from 4.</summary>
public static class GoodSizes
{
    public const int Smallest = 4;

    public static bool IsGood(int n)
    {
        if (n < Smallest || n % 2 != 0)
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

    /// <summary>The largest good size ≤ <paramref name="n"/>; <see cref="Smallest"/> where there is none.</summary>
    public static int AtMost(int n)
    {
        for (n = Math.Max(n, Smallest); !IsGood(n); n--) { }
        return n;
    }

    /// <summary>The smallest good size ≥ <paramref name="n"/>.</summary>
    public static int AtLeast(int n)
    {
        for (n = Math.Max(n, Smallest); !IsGood(n); n++) { }
        return n;
    }

    /// <summary>Refuses a box that the transforms do not support, naming the nearest sizes that they do.</summary>
    /// <param name="n">The box, pixels.</param>
    /// <param name="source">The file or setting that gave it.</param>
    /// <exception cref="InputException">The box is odd, too small or has a prime factor above 5.</exception>
    public static void Require(int n, string source)
    {
        if (!IsGood(n))
        {
            throw new InputException(
                source,
                null,
                $"a box of {n}",
                "an even box of the form 2^a 3^b 5^c",
                $"the nearest are {AtMost(n)} and {AtLeast(n)}");
        }
    }
}
