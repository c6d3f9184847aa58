namespace Flex3D.Stages.Particles;

/// <summary>The half-sets that a particle table names.</summary>
public enum GivenHalfSets
{
    /// <summary>No particle names one.</summary>
    None = 0,

    /// <summary>Every particle names one, and both have particles: they can be used.</summary>
    Both = 1,

    /// <summary>Every particle names the same one, and the other is empty.</summary>
    OneEmpty = 2,

    /// <summary>Some particles name one, and some do not.</summary>
    Some = 3,
}

/// <summary>Counts the half-sets of particles.</summary>
internal struct HalfSetTally
{
    private bool _first, _second, _without;

    public void Add(int halfSet)
    {
        _first |= halfSet == 1;
        _second |= halfSet == 2;
        _without |= halfSet is not (1 or 2);
    }

    public readonly GivenHalfSets Given => (_first || _second, _without, _first && _second) switch
    {
        (false, _, _) => GivenHalfSets.None,
        (true, true, _) => GivenHalfSets.Some,
        (true, false, true) => GivenHalfSets.Both,
        _ => GivenHalfSets.OneEmpty,
    };
}
