using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Dealing;

/// <summary>Adds up the gradients of the shards of groups where they are computed, part after part, to the integers to which the head would add them.</summary>
public sealed class GroupSum
{
    private readonly FixedPointSum[] _parts;

    /// <param name="units">The units of the groups' parts.</param>
    public GroupSum(IReadOnlyList<GradientUnit> units) => _parts = [.. units.Select(unit => new FixedPointSum(unit.Length))];

    /// <summary>Whether it has the parts of a group.</summary>
    public bool Fits(IReadOnlyList<GradientUnit> units) => _parts.Select(part => part.Length).SequenceEqual(units.Select(unit => unit.Length));

    /// <summary>Clears the sum.</summary>
    public void Begin(IReadOnlyList<GradientUnit> units)
    {
        foreach ((int part, GradientUnit unit) in units.Index())
        {
            _parts[part].Begin(unit.Exponent, unit.Most);
        }
    }

    /// <summary>Adds a shard's gradient.</summary>
    /// <exception cref="InvariantException">It has another length, or a value is not finite or too large for the unit.</exception>
    public void Add(ReadOnlySpan<float> gradient)
    {
        int length = _parts.Sum(part => part.Length), at = 0;
        if (gradient.Length != length)
        {
            throw new InvariantException($"a gradient of {gradient.Length} values was to be added to a sum of {length}");
        }
        foreach (FixedPointSum part in _parts)
        {
            part.Add(gradient.Slice(at, part.Length));
            at += part.Length;
        }
    }

    /// <summary>Copies the sum, part after part.</summary>
    public long[] ToArray()
    {
        long[] sum = new long[_parts.Sum(part => part.Length)];
        int at = 0;
        foreach (FixedPointSum part in _parts)
        {
            part.Raw.Span.CopyTo(sum.AsSpan(at));
            at += part.Length;
        }
        return sum;
    }
}
