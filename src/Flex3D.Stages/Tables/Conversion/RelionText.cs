using System.Globalization;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Export;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Writes the blocks of a STAR file that RELION 3.1 and later read: data_optics first, then data_particles.</summary>
internal static class RelionText
{
    /// <summary>Writes a loop's beginning.</summary>
    public static void BeginLoop(TextWriter writer, string block, IEnumerable<string> labels)
    {
        writer.Write($"# version 30001\n\ndata_{block}\n\nloop_\n");
        foreach ((int index, string label) in labels.Index())
        {
            writer.Write($"_{label} #{index + 1}\n");
        }
    }

    /// <summary>Writes data_optics.</summary>
    /// <param name="hasCtf">Whether voltage, Cs and amplitude contrast are known.</param>
    public static void WriteOptics(TextWriter writer, IReadOnlyList<OpticsGroup> groups, bool hasCtf)
    {
        var columns = new List<(string Label, Func<OpticsGroup, string> Text)>
        {
            ("rlnOpticsGroupName", group => StarValue.Quote(group.Name)),
            ("rlnOpticsGroup", group => group.Number.ToString(CultureInfo.InvariantCulture)),
        };
        void Number(bool present, string label, Func<OpticsGroup, double> value)
        {
            if (present)
            {
                columns.Add((label, group => ExportText.Of(value(group))));
            }
        }
        Number(hasCtf, "rlnVoltage", group => group.VoltageKilovolt);
        Number(hasCtf, "rlnSphericalAberration", group => group.SphericalAberrationMillimetre);
        Number(hasCtf, "rlnAmplitudeContrast", group => group.AmplitudeContrast);
        Number(true, "rlnImagePixelSize", group => group.PixelSizeAngstrom);
        Number(groups.All(group => group.Box > 0), "rlnImageSize", group => group.Box);
        Number(true, "rlnImageDimensionality", _ => 2);
        bool tilted = groups.Any(group => group.BeamTiltX != 0 || group.BeamTiltY != 0);
        Number(tilted, "rlnBeamTiltX", group => group.BeamTiltX);
        Number(tilted, "rlnBeamTiltY", group => group.BeamTiltY);
        if (groups.Any(group => group.OddZernike.Count > 0))
        {
            columns.Add(("rlnOddZernike", group => List(group.OddZernike, 6)));
        }
        if (groups.Any(group => group.EvenZernike.Count > 0))
        {
            columns.Add(("rlnEvenZernike", group => List(group.EvenZernike, 9)));
        }
        bool magnified = groups.Any(group => group.Magnification != (1, 0, 0, 1));
        Number(magnified, "rlnMagMat00", group => group.Magnification.M00);
        Number(magnified, "rlnMagMat01", group => group.Magnification.M01);
        Number(magnified, "rlnMagMat10", group => group.Magnification.M10);
        Number(magnified, "rlnMagMat11", group => group.Magnification.M11);
        BeginLoop(writer, "optics", columns.Select(column => column.Label));
        foreach (OpticsGroup group in groups)
        {
            writer.Write(string.Join(' ', columns.Select(column => column.Text(group))));
            writer.Write('\n');
        }
        writer.Write("\n\n");
    }

    private static string List(IReadOnlyList<double> values, int length) => $"[{string.Join(',', Enumerable.Range(0, length).Select(i => ExportText.Of(i < values.Count ? values[i] : 0)))}]";
}
