using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>Reads points from a CSV whose header has x, y and z (Å from the box centre), and writes moved ones.</summary>
/// <remarks>Other columns are ignored.</remarks>
internal static class PointFile
{
    /// <returns>[point][x, y, z].</returns>
    /// <exception cref="InputException">A column is missing, or a field is no finite number.</exception>
    public static double[] Read(string path)
    {
        using var reader = new StreamReader(Storage.OpenRead(path));
        string[] header = (reader.ReadLine() ?? "").Split(',', StringSplitOptions.TrimEntries);
        int[] columns = [Array.IndexOf(header, "x"), Array.IndexOf(header, "y"), Array.IndexOf(header, "z")];
        if (columns.Contains(-1))
        {
            throw new InputException(path, "line 1", $"the header '{string.Join(',', header)}'", "columns x, y and z");
        }
        var points = new List<double>();
        int line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }
            string[] fields = text.Split(',', StringSplitOptions.TrimEntries);
            foreach (int column in columns)
            {
                string field = column < fields.Length ? fields[column] : "nothing";
                points.Add(double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                    ? value
                    : throw new InputException(path, $"line {line}", $"'{field}' for {header[column]}", "a finite number of Å"));
            }
        }
        return points.Count > 0 ? [.. points] : throw new InputException(path, null, "no points", "at least one row of x, y, z");
    }

    /// <summary>Writes <c>frame,point,x,y,z</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frames">For each frame [point][x, y, z], Å.</param>
    public static void Write(string path, IEnumerable<double[]> frames) => DurableFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        writer.Write("frame,point,x,y,z\n");
        foreach ((int frame, double[] moved) in frames.Index())
        {
            for (int p = 0; p < moved.Length / 3; p++)
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{frame},{p},{moved[3 * p]:0.####},{moved[3 * p + 1]:0.####},{moved[3 * p + 2]:0.####}\n"));
            }
        }
    });
}
