namespace Flex3D.Stages.Results;

/// <summary>What differs between particles, as far as held-out ones show it.</summary>
public enum Heterogeneity
{
    /// <summary>It was not tested.</summary>
    Untested,

    /// <summary>Nothing beyond pose and contrast.</summary>
    None,

    /// <summary>Parts of the molecule are denser in some particles than in others, such as a subunit that some lack.</summary>
    Composition,

    /// <summary>Parts of the molecule move.</summary>
    Motion,

    /// <summary>Something differs, and the test does not tell motion from composition.</summary>
    Undecided,
}

/// <summary>The predictive gain of the composition model, in which parts of a molecule that does not move are denser or less dense in each particle, with as many latents as the flow has.</summary>
/// <param name="Gain">Mean gain over the rigid control per held-out particle.</param>
/// <param name="Error">Standard error of <paramref name="Gain"/>.</param>
/// <param name="DifferenceError">Standard error of the difference from the gain of the motion, over the same particles.</param>
public readonly record struct CompositionTest(double Gain, double Error, double DifferenceError);
