namespace Flex3D.Stages.Model;

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

    /// <summary>Some given orientations are far off: a molecule that does not move, in other orientations, predicts images as well as a motion does.</summary>
    Orientations,
}

/// <summary>Says which kinds go with which result of the test of the motion.</summary>
internal static class HeterogeneityRules
{
    /// <summary>Returns false where a kind contradicts the other number of a model file, whether held-out particles support the motion.</summary>
    /// <param name="kind">The kind; null where the file does not say, which contradicts nothing.</param>
    /// <param name="supported">See <see cref="FlexModel.MotionSupported"/>.</param>
    public static bool Agree(Heterogeneity? kind, bool? supported) => kind switch
    {
        null => true,
        Heterogeneity.Untested => supported is null,
        Heterogeneity.None or Heterogeneity.Composition or Heterogeneity.Orientations => supported == false,
        Heterogeneity.Undecided => supported is not null, // a flow that gains nothing over a rigid molecule moves no map
        _ => supported == true,
    };
}
