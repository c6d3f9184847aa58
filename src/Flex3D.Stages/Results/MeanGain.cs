namespace Flex3D.Stages.Results;

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
