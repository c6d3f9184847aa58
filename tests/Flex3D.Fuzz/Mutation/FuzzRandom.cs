using Flex3D.Stages.Numerics;

namespace Flex3D.Fuzz.Mutation;

/// <summary>The draws of one input: a hash of its number and a counter, so that a number gives the input again.</summary>
/// <param name="input">The number of the input.</param>
public sealed class FuzzRandom(ulong input)
{
    private const ulong Purpose = 0xF022;
    private ulong _draw;

    /// <summary>64 uniform bits.</summary>
    public ulong Bits() => CounterRandom.Bits(1, Purpose, 0, input, _draw++);

    /// <summary>Uniform in 0 … <paramref name="count"/> − 1; 0 where <paramref name="count"/> is below 1.</summary>
    public int Below(int count) => count < 1 ? 0 : (int)(Bits() % (ulong)count);

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>From 1 to <paramref name="most"/>, small ones far more often: each order of magnitude is as likely as another.</summary>
    public int Size(int most) => 1 + Below(1 << Below(1 + (int)Math.Log2(Math.Max(1, most))));

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
