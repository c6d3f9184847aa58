namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>Splits a length into the radices of its passes, and chooses how a large prime is transformed: by <see cref="OddRadix"/> or <see cref="RaderRadix"/>.</summary>
/// <remarks>
/// Costs are in multiply-adds a number and fitted to measured times: a radix costs itself and a pass; a convolution costs two transforms
/// of length r − 1, and permuting and filtering. The convolution is faster from about 100 on, for a prime twice another plus one later.
/// Beyond <see cref="MostDirect"/> the long sums of the other way lose accuracy.
/// </remarks>
internal static class RadixChoice
{
    private const int Pass = 6, Convolution = 43, MostDirect = 200;

    /// <summary>Returns the radices in the order of their passes: primes above 5, the largest first; then 5, 3, 4 and 2.</summary>
    public static int[] Factor(int length)
    {
        var radices = new List<int>();
        foreach (int radix in (ReadOnlySpan<int>)[5, 3, 4, 2])
        {
            for (; length % radix == 0; length /= radix)
            {
                radices.Add(radix);
            }
        }
        for (int prime = 7; length > 1; prime += 2)
        {
            for (; length % prime == 0; length /= prime)
            {
                radices.Insert(0, prime);
            }
        }
        return [.. radices];
    }

    /// <summary>Returns whether a prime is better done as a convolution.</summary>
    public static bool IsConvolved(int prime) => prime > 5 && (prime > MostDirect || Convolved(prime) < Direct(prime));

    private static int Direct(int radix) => radix + Pass;

    private static int Convolved(int prime) => 2 * Factor(prime - 1).Sum(radix => IsConvolved(radix) ? Convolved(radix) : Direct(radix)) + Convolution;
}
