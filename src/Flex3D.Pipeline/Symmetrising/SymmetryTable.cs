using System.Globalization;
using System.Text;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Symmetrising;

/// <summary>Writes the curves of symmetrised half-maps: <c>symmetry.csv</c>, a line for each shell.</summary>
internal static class SymmetryTable
{
    /// <summary>Writes shell, resolution in Å (inf for shell 0) and for each pair of half-maps the corrected FSC as given and symmetrised, and the correlation of turned half-maps.</summary>
    public static void Write(string path, IReadOnlyList<SymmetrisedHalves> pairs)
    {
        var text = new StringBuilder("shell,resolution_angstrom");
        foreach (SymmetrisedHalves pair in pairs)
        {
            text.Append(CultureInfo.InvariantCulture, $",{pair.Given.Stem}_given,{pair.Given.Stem}_turned,{pair.Given.Stem}_symmetrised");
        }
        for (int k = 0; k < pairs[0].Before.Corrected.Length; k++)
        {
            text.Append('\n').Append(k).Append(',').Append(k == 0 ? "inf" : Number(pairs[0].Before.ResolutionOf(k)));
            foreach (SymmetrisedHalves pair in pairs)
            {
                text.Append(',').AppendJoin(',', Number(pair.Before.Corrected[k]), Number(pair.Agreement.Turned[k]), Number(pair.After.Corrected[k]));
            }
        }
        DurableFile.WriteText(path, text.Append('\n').ToString());
    }

    private static string Number(double value) => value.ToString("F6", CultureInfo.InvariantCulture);
}
