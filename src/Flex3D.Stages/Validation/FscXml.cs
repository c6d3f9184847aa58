using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Validation;

/// <summary>Writes an FSC curve as the XML that the EMDB takes: <c>fsc</c> with a <c>coordinate</c> of <c>x</c> (1/Å) and <c>y</c> for each shell.</summary>
public static class FscXml
{
    /// <param name="path">The file to write.</param>
    /// <param name="title">What the curve is of.</param>
    /// <param name="curve">FSC at shells 0 … N/2; values beyond ±1, which the correction for the mask can give, are written as ±1.</param>
    /// <param name="boxAngstrom">Edge N·a of the box, Å: shell k is at k/boxAngstrom.</param>
    public static void Write(string path, string title, IReadOnlyList<double> curve, double boxAngstrom)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(boxAngstrom);
        var root = new XElement("fsc", new XAttribute("title", title), new XAttribute("xaxis", "Resolution (A-1)"), new XAttribute("yaxis", "Correlation Coefficient"));
        for (int k = 0; k < curve.Count; k++)
        {
            root.Add(new XElement("coordinate", new XElement("x", Number(k / boxAngstrom)), new XElement("y", Number(Math.Clamp(curve[k], -1, 1)))));
        }
        DurableFile.Write(path, stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.ToString().ReplaceLineEndings("\n") + "\n"));
        });
    }

    private static string Number(double value) => value.ToString("F6", CultureInfo.InvariantCulture);
}
