using System.Runtime.Intrinsics;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Numerics;

/// <summary>Sums float vectors as int64 fixed point: the same bits for any order and any grouping of the terms.</summary>
/// <remarks>
/// Invariants: (1) each term is rounded once, to a multiple of 2^−exponent; (2) a term larger than 2^62 / <c>maximumTerms</c>
/// units, or not finite, is refused, so the sum never wraps.
/// </remarks>
public sealed class FixedPointSum
{
    private readonly long[] _sum;
    private double _unit = 1;
    private double _limit;

    public FixedPointSum(int length) => _sum = new long[length];

    public int Length => _sum.Length;

    /// <summary>Clears the sum and sets its unit to 2^−<paramref name="exponent"/> for at most <paramref name="maximumTerms"/> terms.</summary>
    public void Begin(int exponent, int maximumTerms)
    {
        Array.Clear(_sum);
        _unit = Math.ScaleB(1, exponent);
        _limit = Math.ScaleB(1, 62) / Math.Max(1, maximumTerms);
    }

    /// <summary>Adds one term.</summary>
    /// <exception cref="InvariantException">A value is not finite or too large for the unit.</exception>
    public void Add(ReadOnlySpan<float> term)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(term.Length, _sum.Length);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> unit = Vector512.Create(_unit), limit = Vector512.Create(_limit);
            for (; i <= term.Length - 8; i += 8)
            {
                (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Create(term.Slice(i, 8)));
                Vector512<double> scaled = Vector512.Create(low, high) * unit;
                if (!Vector512.LessThanAll(Vector512.Abs(scaled), limit))
                {
                    break; // the scalar loop reports the value
                }
                Vector512<long> rounded = Vector512.ConvertToInt64(Vector512.Round(scaled));
                (Vector512.Create<long>(_sum.AsSpan(i, 8)) + rounded).CopyTo(_sum, i);
            }
        }
        for (; i < term.Length; i++)
        {
            double scaled = term[i] * _unit;
            if (!(Math.Abs(scaled) < _limit))
            {
                throw new InvariantException($"gradient element {i} is {term[i]:g4}, too large for the fixed-point unit {1 / _unit:g3}");
            }
            _sum[i] += (long)Math.Round(scaled);
        }
    }

    /// <summary>Adds sums in the same unit that were made elsewhere.</summary>
    /// <exception cref="InvariantException">One is larger than a sum of accepted terms can be.</exception>
    public void AddSums(ReadOnlySpan<long> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, _sum.Length);
        for (int i = 0; i < sums.Length; i++)
        {
            long both = unchecked(_sum[i] + sums[i]);
            if (!IsSum(sums[i]) || !IsSum(both))
            {
                throw new InvariantException($"sum {i} that was made elsewhere is {sums[i]} units, too large to be added");
            }
            _sum[i] = both;
        }
    }

    /// <summary>Lets <paramref name="move"/> add sums in the same unit, made elsewhere, to the raw sums.</summary>
    public void Take(Action<long[]> move) => move(_sum);

    /// <summary>Writes the sum times <paramref name="factor"/>, and returns the largest magnitude of the sum (before the factor).</summary>
    public double Read(Span<float> destination, double factor)
    {
        double largest = 0, toFloat = 1 / _unit;
        for (int i = 0; i < _sum.Length; i++)
        {
            double value = _sum[i] * toFloat;
            largest = Math.Max(largest, Math.Abs(value));
            destination[i] = (float)(value * factor);
        }
        return largest;
    }

    /// <summary>The raw sums, for checkpoints and hashes.</summary>
    public ReadOnlyMemory<long> Raw => _sum;

    /// <summary>Restores sums that <see cref="Raw"/> gave; <see cref="Begin"/> must have set the same unit and number of terms before.</summary>
    public void Restore(ReadOnlySpan<long> raw)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(raw.Length, _sum.Length);
        raw.CopyTo(_sum);
    }

    /// <summary>Whether <see cref="ExponentFor"/> can return this number.</summary>
    public static bool IsExponent(int exponent) => exponent is >= -1000 and <= 1200;

    /// <summary>Whether a sum of accepted terms can have this value.</summary>
    public static bool IsSum(long raw) => raw is >= -(1L << 62) and <= 1L << 62;

    /// <summary>Returns an exponent that keeps 40 bits below <paramref name="largest"/>, leaving 22 for growth.</summary>
    public static int ExponentFor(double largest) => largest > 0 && double.IsFinite(largest) ? 40 - Math.ILogB(largest) - 1 : 24;
}
