namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>The number of electrons of each element, for the weights of atoms.</summary>
internal static class Electrons
{
    private static readonly string[] Symbols =
    [
        "H", "HE", "LI", "BE", "B", "C", "N", "O", "F", "NE", "NA", "MG", "AL", "SI", "P", "S", "CL", "AR", "K", "CA",
        "SC", "TI", "V", "CR", "MN", "FE", "CO", "NI", "CU", "ZN", "GA", "GE", "AS", "SE", "BR", "KR", "RB", "SR", "Y", "ZR",
        "NB", "MO", "TC", "RU", "RH", "PD", "AG", "CD", "IN", "SN", "SB", "TE", "I", "XE",
    ];

    /// <summary>Returns the atomic number; 0 for a symbol other than those of hydrogen to xenon (deuterium counts as hydrogen).</summary>
    public static int Of(string element)
    {
        string symbol = element.Trim().ToUpperInvariant();
        return symbol == "D" ? 1 : Array.IndexOf(Symbols, symbol) + 1;
    }
}
