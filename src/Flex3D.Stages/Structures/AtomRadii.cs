namespace Flex3D.Stages.Structures;

/// <summary>The radii of elements that occur in organic molecules, Å.</summary>
/// <remarks>Covalent radii: Cordero et al., Dalton Trans. 2832 (2008). Van der Waals radii: Bondi, J. Phys. Chem. 68, 441 (1964); of oxygen 1.40, as MolProbity's (Word et al., J. Mol. Biol. 285, 1711, 1999).</remarks>
internal static class AtomRadii
{
    private static readonly Dictionary<string, (double Covalent, double VanDerWaals)> s_radii = new()
    {
        ["H"] = (0.31, 1.20),
        ["D"] = (0.31, 1.20),
        ["B"] = (0.84, 1.92),
        ["C"] = (0.76, 1.70),
        ["N"] = (0.71, 1.55),
        ["O"] = (0.66, 1.40),
        ["F"] = (0.57, 1.47),
        ["SI"] = (1.11, 2.10),
        ["P"] = (1.07, 1.80),
        ["S"] = (1.05, 1.80),
        ["CL"] = (1.02, 1.75),
        ["AS"] = (1.19, 1.85),
        ["SE"] = (1.20, 1.90),
        ["BR"] = (1.20, 1.85),
        ["I"] = (1.39, 1.98),
    };

    /// <summary>The largest covalent radius.</summary>
    public static double LargestCovalent { get; } = s_radii.Values.Max(radii => radii.Covalent);

    /// <summary>The largest van der Waals radius.</summary>
    public static double LargestVanDerWaals { get; } = s_radii.Values.Max(radii => radii.VanDerWaals);

    /// <summary>Returns the covalent and the van der Waals radius of an element; null for metals, whose contacts are not judged.</summary>
    public static (double Covalent, double VanDerWaals)? Of(string element) => s_radii.TryGetValue(element, out (double, double) radii) ? radii : null;

    /// <summary>Whether an element is hydrogen or deuterium.</summary>
    public static bool IsHydrogen(string element) => element is "H" or "D";

    /// <summary>Whether atoms of an element take part in hydrogen bonds.</summary>
    public static bool IsPolar(string element) => element is "N" or "O" or "F" or "S";
}
