using Flex3D.Stages.Numerics;

namespace Flex3D.Simulator;

/// <summary>One stream of a seed's randomness: the n-th draw is a hash of seed, stream and n.</summary>
internal sealed class Draw(ulong seed, ulong stream)
{
    private ulong _count;

    /// <summary>0 … <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(CounterRandom.Bits(seed, stream, 0, 0, _count++) % (ulong)count);

    /// <summary><paramref name="least"/> … <paramref name="most"/>, both possible.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => CounterRandom.Uniform(seed, stream, 0, 0, _count++) < probability;
}
