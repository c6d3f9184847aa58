namespace Flex3D.Stages.Numerics;

/// <summary>Random numbers without state: each draw is a hash of (seed, purpose, epoch, item, draw), so nothing has to be saved to resume.</summary>
/// <remarks>The mixing is SplitMix64's finaliser, applied once for each counter.</remarks>
public static class CounterRandom
{
    /// <summary>Returns 64 uniform bits.</summary>
    public static ulong Bits(ulong seed, ulong purpose, ulong epoch, ulong item, ulong draw) =>
        Mix(Mix(Mix(Mix(Mix(seed) ^ purpose) ^ epoch) ^ item) ^ draw);

    /// <summary>Returns a number uniform in [0, 1).</summary>
    public static double Uniform(ulong seed, ulong purpose, ulong epoch, ulong item, ulong draw) =>
        (Bits(seed, purpose, epoch, item, draw) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a standard normal number (Box-Muller; draws 2k and 2k+1 share one pair).</summary>
    public static double Normal(ulong seed, ulong purpose, ulong epoch, ulong item, ulong draw)
    {
        ulong pair = draw >> 1;
        double u = 1 - Uniform(seed, purpose, epoch, item, 2 * pair);
        double v = Uniform(seed, purpose, epoch, item, 2 * pair + 1);
        double radius = Math.Sqrt(-2 * Math.Log(u));
        return (draw & 1) == 0 ? radius * Math.Cos(2 * Math.PI * v) : radius * Math.Sin(2 * Math.PI * v);
    }

    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
