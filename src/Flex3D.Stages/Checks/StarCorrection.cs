using System.Globalization;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Checks;

/// <summary>Writes a STAR file anew with the errors corrected that a check has found; everything else stays as it is.</summary>
/// <remarks>Rows that are corrected are written with single spaces between values; all other lines are copied.</remarks>
internal static class StarCorrection
{
    private static readonly string[] s_angles = ["rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"];
    private static readonly string[] s_defocus = ["rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle"];
    private static readonly string[] s_pixel = ["rlnImagePixelSize", "rlnPixelSize", "rlnDetectorPixelSize"];

    /// <summary>Writes the corrected file.</summary>
    /// <param name="source">The STAR file.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="correction">What to correct.</param>
    public static void Write(string source, string target, TableCorrection correction)
    {
        string particles = StarParticles.Survey(source).Block;
        using StarReader reader = StarReader.Open(source);
        using var text = new StreamReader(Storage.OpenRead(source));
        var lines = new TextLines(text, source);
        DurableFile.Write(target, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            bool hasOptics = false;
            while (reader.ReadTable())
            {
                bool isParticles = reader.Block == particles && reader.IndexOf("rlnImageName") >= 0;
                hasOptics |= reader.Block == "optics";
                if (reader.IsLoop && (isParticles || reader.Block == "optics"))
                {
                    Table(reader, lines, writer, correction, isParticles, adds: Added(reader, correction, isParticles, hasOptics));
                }
            }
            lines.CopyTo(int.MaxValue, writer);
        });
    }

    // Labels that the correction needs and the table lacks.
    private static string[] Added(StarReader reader, TableCorrection correction, bool isParticles, bool hasOptics)
    {
        var added = new List<string>();
        if (isParticles && correction.HalfSets is not null && reader.IndexOf("rlnRandomSubset") < 0)
        {
            added.Add("rlnRandomSubset");
        }
        if (correction.Premultiplied is not null && reader.IndexOf("rlnCtfDataAreCtfPremultiplied") < 0 && (isParticles ? !hasOptics : true))
        {
            added.Add("rlnCtfDataAreCtfPremultiplied");
        }
        return [.. added];
    }

    private static void Table(StarReader reader, TextLines lines, StreamWriter writer, TableCorrection correction, bool isParticles, string[] adds)
    {
        lines.CopyTo(reader.LastLabelLine, writer);
        string[] labels = [.. reader.Columns, .. adds];
        for (int i = reader.Columns.Count; i < labels.Length; i++)
        {
            writer.Write($"_{labels[i]} #{i + 1}\n");
        }
        string[] values = new string[labels.Length];
        for (int row = 0; reader.ReadRow(); row++)
        {
            lines.CopyTo(reader.RowLine - 1, writer);
            lines.CopyTo(reader.Row.LastLine, null);
            if (isParticles && correction.Keeps?.Invoke(row) == false)
            {
                continue;
            }
            for (int i = 0; i < reader.Columns.Count; i++)
            {
                values[i] = reader[i].ToString();
            }
            Array.Fill(values, "0", reader.Columns.Count, adds.Length);
            var line = new Line(labels, values);
            if (isParticles)
            {
                Particle(line, row, correction);
            }
            Optics(line, correction);
            writer.Write(string.Join(' ', values.Select(StarValue.Quote)));
            writer.Write('\n');
        }
    }

    private static void Particle(Line line, int row, TableCorrection correction)
    {
        if (correction.Angles is { } angles && line.Numbers(s_angles) is [var rot, var tilt, var psi])
        {
            Rotation turned = angles(Rotation.FromEulerDegrees(rot, tilt, psi));
            (rot, tilt, psi) = turned.ToEulerDegrees();
            line.Set(s_angles, [rot, tilt, psi]);
        }
        foreach (string[] shift in (string[][])[["rlnOriginXAngst", "rlnOriginYAngst"], ["rlnOriginX", "rlnOriginY"]])
        {
            if (correction.Shift is { } moved && line.Numbers(shift) is [var x, var y])
            {
                (x, y) = moved(x, y);
                line.Set(shift, [x, y]);
            }
        }
        if (correction.Defocus is { } defocus && line.Numbers(s_defocus) is [var u, var v, var angle])
        {
            (u, v, angle) = defocus(u, v, angle);
            line.Set(s_defocus, [u, v, angle]);
        }
        if (correction.HalfSets is { } halves)
        {
            line.Set("rlnRandomSubset", halves(row).ToString(CultureInfo.InvariantCulture));
        }
    }

    // Optics stand in data_optics or, before RELION 3.1, in each particle's row.
    private static void Optics(Line line, TableCorrection correction)
    {
        line.Scale("rlnSphericalAberration", correction.SphericalAberration);
        foreach (string label in s_pixel)
        {
            line.Scale(label, correction.PixelSize);
        }
        if (correction.Premultiplied is { } premultiplied)
        {
            line.Set("rlnCtfDataAreCtfPremultiplied", premultiplied ? "1" : "0");
        }
    }

    private readonly struct Line(string[] labels, string[] values)
    {
        /// <summary>The numbers of some columns; null where one is missing or is not a number.</summary>
        public double[]? Numbers(string[] names)
        {
            double[] numbers = new double[names.Length];
            for (int i = 0; i < names.Length; i++)
            {
                int at = Array.IndexOf(labels, names[i]);
                if (at < 0 || !double.TryParse(values[at], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                {
                    return null;
                }
            }
            return numbers;
        }

        public void Set(string[] names, double[] numbers)
        {
            for (int i = 0; i < names.Length; i++)
            {
                Set(names[i], numbers[i].ToString("0.######", CultureInfo.InvariantCulture));
            }
        }

        public void Set(string name, string value)
        {
            int at = Array.IndexOf(labels, name);
            if (at >= 0)
            {
                values[at] = value;
            }
        }

        public void Scale(string name, double factor)
        {
            if (factor != 1 && Numbers([name]) is [var number])
            {
                Set([name], [number * factor]);
            }
        }
    }
}
