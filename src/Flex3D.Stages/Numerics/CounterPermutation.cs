using System.Numerics;

namespace Flex3D.Stages.Numerics;

/// <summary>A random permutation of 0 … count − 1 that computes each element on demand, so no array of count elements is needed.</summary>
/// <remarks>
/// A Feistel network over an even number of bits, keyed by (seed, purpose, epoch): a bijection of [0, 4^h), the smallest such range
/// that holds count. A result beyond the count is permuted again until one lies inside (cycle walking), under four times on average.
/// </remarks>
internal readonly struct CounterPermutation
{
    private const int Rounds = 6;
    private readonly ulong _seed, _purpose, _epoch;
    private readonly int _half;

    /// <param name="count">≥ 1.</param>
    public CounterPermutation(int count, ulong seed, ulong purpose, ulong epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (Count, _seed, _purpose, _epoch) = (count, seed, purpose, epoch);
        _half = Math.Max(1, (32 - BitOperations.LeadingZeroCount((uint)(count - 1)) + 1) / 2);
    }

    public int Count { get; }

    /// <summary>The image of <paramref name="index"/>, 0 ≤ index &lt; count, under the permutation.</summary>
    public int this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            uint value = (uint)index;
            do
            {
                value = Encrypt(value);
            }
            while (value >= (uint)Count);
            return (int)value;
        }
    }

    private uint Encrypt(uint value)
    {
        uint mask = (1u << _half) - 1, left = value >> _half, right = value & mask;
        for (int round = 0; round < Rounds; round++)
        {
            (left, right) = (right, left ^ ((uint)CounterRandom.Bits(_seed, _purpose, _epoch, (ulong)round, right) & mask));
        }
        return (left << _half) | right;
    }
}
