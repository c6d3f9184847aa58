namespace Flex3D.Stages.Results;

/// <summary>What differs between particles, as far as held-out ones show it.</summary>
public enum Heterogeneity
{
    /// <summary>It was not tested.</summary>
    Untested,

    /// <summary>Nothing beyond pose and contrast.</summary>
    None,

    /// <summary>Parts are denser in some particles than in others, such as a subunit that some lack.</summary>
    Composition,

    /// <summary>Parts of the molecule move.</summary>
    Motion,

    /// <summary>Something differs, and the test does not tell motion from composition.</summary>
    Undecided,

    /// <summary>A flow describes what differs best, but no detail moves with it: a micelle, a disordered part, or a molecule of which the images show too little.</summary>
    Diffuse,
}

/// <summary>A mean predictive gain per held-out particle over the rigid control, and its standard error.</summary>
public readonly record struct MeanGain(double Gain, double Error)
{
    /// <summary>The gain, in standard errors, from which it counts as evidence.</summary>
    public const double EvidenceFromZ = 3;

    /// <summary>Whether it was measured.</summary>
    public bool Known => double.IsFinite(Gain);

    /// <summary>Whether it is evidence.</summary>
    public bool Holds => Gain > 0 && Gain >= EvidenceFromZ * Error;

    /// <summary>The gain of the other of two models.</summary>
    public static MeanGain operator -(MeanGain gain) => gain with { Gain = -gain.Gain };

    /// <summary>The gain in standard errors; 0 where both are 0.</summary>
    public double ZScore => Gain == 0 ? 0 : Gain / Error;
}
