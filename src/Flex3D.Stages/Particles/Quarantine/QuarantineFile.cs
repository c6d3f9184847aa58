using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Quarantine;

/// <summary>Reads and writes the list of particles set aside, <c>prep/quarantined.csv</c>: row (from 1), image, stack, byte, fault, reason; sorted by row.</summary>
public static class QuarantineFile
{
    private const string Header = "row,image,stack,byte,fault,reason";
    private const int Columns = 6;

    /// <summary>Writes the list, sorted by row.</summary>
    public static void Write(string path, IEnumerable<BadParticle> particles) => DurableFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(Header + "\n");
        foreach (BadParticle particle in particles.OrderBy(particle => particle.Row))
        {
            string[] fields =
            [
                (particle.Row + 1).ToString(CultureInfo.InvariantCulture), particle.Image, particle.Stack,
                particle.Offset?.ToString(CultureInfo.InvariantCulture) ?? "", particle.Fault.ToString(), particle.Reason,
            ];
            writer.Write(string.Join(',', fields.Select(Quoted)) + "\n");
        }
    });

    /// <summary>Reads the list; empty where there is no such file.</summary>
    /// <exception cref="InputException">The file is not such a list.</exception>
    public static IReadOnlyList<BadParticle> Read(string path)
    {
        if (!Storage.Current.FileExists(path))
        {
            return [];
        }
        using var reader = new StreamReader(Storage.OpenRead(path));
        var lines = new TextLines(reader, path);
        if (!lines.Read(out ReadOnlySpan<char> first) || !first.SequenceEqual(Header))
        {
            throw new InputException(path, "line 1", $"'{first}'", Header, "prepare the particles again");
        }
        var particles = new List<BadParticle>();
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            List<string> fields = Split(line);
            if (fields.Count != Columns || !int.TryParse(fields[0], CultureInfo.InvariantCulture, out int row) || row < 1 || !Enum.TryParse(fields[4], out ParticleFault fault))
            {
                throw new InputException(path, $"line {lines.Number}", $"'{line}'", Header, "prepare the particles again");
            }
            long? offset = long.TryParse(fields[3], CultureInfo.InvariantCulture, out long at) ? at : null;
            particles.Add(new BadParticle(row - 1, fields[1], fields[2], offset, fault, fields[5]));
        }
        return particles;
    }

    private static string Quoted(string field)
    {
        string line = field.ReplaceLineEndings(" ");
        return line.AsSpan().ContainsAny(',', '"') ? "\"" + line.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : line;
    }

    private static List<string> Split(ReadOnlySpan<char> line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }
        fields.Add(field.ToString());
        return fields;
    }
}
