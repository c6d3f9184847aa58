using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Scoring;

/// <summary>Reads the truth that a simulation wrote: <c>particles.csv</c> (particle,t0,…, and where there are such columns junk, rot,tilt,psi and originX,originY), <c>atoms.csv</c> (x,y,z,dx@…) and the names of the maps.</summary>
public static class TruthFiles
{
    /// <summary>Returns the path of the true coordinates.</summary>
    /// <param name="truth">The folder <c>truth</c> of a simulation.</param>
    public static string ParticlesOf(string truth) => Path.Combine(truth, "particles.csv");

    /// <summary>Returns the path of the true displacements.</summary>
    public static string AtomsOf(string truth) => Path.Combine(truth, "atoms.csv");

    /// <summary>Reads what is true of some particles.</summary>
    /// <param name="truth">The folder <c>truth</c> of a simulation.</param>
    /// <param name="rows">Numbers of the particles, ascending.</param>
    /// <exception cref="InputException">The file is not such a table, or its particles are not numbered from 0.</exception>
    public static TrueParticles Particles(string truth, IReadOnlyList<int> rows)
    {
        string path = ParticlesOf(truth);
        using var reader = new StreamReader(Storage.OpenRead(path));
        var lines = new TextLines(reader, path);
        string[] header = Header(lines);
        int[] columns = [.. Enumerable.Range(0, header.Length).Where(c => header[c].Length > 1 && header[c][0] == 't' && !header[c].AsSpan(1).ContainsAnyExceptInRange('0', '9'))];
        if (header[0] != "particle")
        {
            throw new InputException(path, "line 1", $"'{string.Join(',', header)}'", "particle,t0,…");
        }
        int junk = Array.IndexOf(header, "junk");
        int[] angles = [.. new[] { "rot", "tilt", "psi" }.Select(name => Array.IndexOf(header, name))];
        int[] shifts = [.. new[] { "originX", "originY" }.Select(name => Array.IndexOf(header, name))];
        int[] focus = [.. new[] { "defocusU", "defocusV" }.Select(name => Array.IndexOf(header, name))];
        var found = new List<double[]>();
        var isJunk = new List<bool>();
        List<Rotation>? poses = angles.Contains(-1) ? null : [];
        List<(double X, double Y)>? origins = shifts.Contains(-1) ? null : [];
        List<double>? defocus = focus.Contains(-1) ? null : [];
        Range[] parts = new Range[header.Length + 1];
        int count = 0;
        while (Next(lines, path, parts, header.Length, out ReadOnlySpan<char> line))
        {
            if (Number(line[parts[0]], lines, path) != count)
            {
                throw new InputException(path, $"line {lines.Number}", $"particle {line[parts[0]]}", $"particle {count}: one line for each, numbered from 0");
            }
            if (found.Count < rows.Count && rows[found.Count] == count)
            {
                double[] fields = new double[header.Length];
                for (int c = 0; c < fields.Length; c++)
                {
                    fields[c] = Number(line[parts[c]], lines, path);
                }
                found.Add(Array.ConvertAll(columns, c => fields[c]));
                isJunk.Add(junk >= 0 && fields[junk] != 0);
                poses?.Add(Rotation.FromEulerDegrees(fields[angles[0]], fields[angles[1]], fields[angles[2]]));
                origins?.Add((fields[shifts[0]], fields[shifts[1]]));
                defocus?.Add(0.5 * (fields[focus[0]] + fields[focus[1]]));
            }
            count++;
        }
        return new TrueParticles([.. columns.Select(c => header[c])], found, isJunk, poses, origins, defocus, count);
    }

    /// <summary>Reads the atoms and their displacements.</summary>
    /// <exception cref="InputException">The file is not such a table, or its coordinates can't be interpolated.</exception>
    public static TrueMotion Motion(string truth)
    {
        string path = AtomsOf(truth);
        using var reader = new StreamReader(Storage.OpenRead(path));
        var lines = new TextLines(reader, path);
        string[] header = Header(lines);
        string[] labels = [.. header.Skip(3).Where((_, i) => i % 3 == 0).Select(name => name.StartsWith("dx@", StringComparison.Ordinal) ? name[3..] : "")];
        double[]?[] nodes = Array.ConvertAll(labels, label => Coordinates(label, ';'));
        if (header is not ["x", "y", "z", ..] || nodes.Length == 0 || header.Length != 3 + 3 * nodes.Length || nodes.Any(node => node is null || node.Length != nodes[0]!.Length))
        {
            throw new InputException(path, "line 1", $"'{string.Join(',', header.Take(6))}…'", "x,y,z,dx@t,dy@t,dz@t,… with the coordinates t of each displacement");
        }
        List<double>[] columns = [.. header.Select(_ => new List<double>())];
        Range[] parts = new Range[header.Length + 1];
        while (Next(lines, path, parts, header.Length, out ReadOnlySpan<char> line))
        {
            for (int c = 0; c < columns.Length; c++)
            {
                columns[c].Add(Number(line[parts[c]], lines, path));
            }
        }
        if (columns[0].Count < 3)
        {
            throw new InputException(path, null, $"{columns[0].Count} atoms", "at least 3");
        }
        try
        {
            return new TrueMotion(Joined(columns, 0), [.. nodes.Select(node => node!)], [.. nodes.Select((_, n) => Joined(columns, 3 + 3 * n))]);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, "line 1", $"displacements at {string.Join(", ", labels)}", "at the nodes of a grid, or at rest and along single coordinates", null, e);
        }
    }

    /// <summary>Finds the true maps, <c>map_t….mrc</c>, with the coordinates in their names, in the order of the coordinates.</summary>
    public static IReadOnlyList<(string Path, double[] Coordinates)> Maps(string truth)
    {
        const string Start = "map_t";
        return [.. Storage.Current.List(truth, Start + "*.mrc")
            .Select(path => (Path: path, Coordinates: Coordinates(Path.GetFileNameWithoutExtension(path)[Start.Length..], '_')!))
            .Where(map => map.Coordinates is not null)
            .OrderBy(map => map.Coordinates.Length > 0 ? map.Coordinates[0] : 0).ThenBy(map => map.Coordinates.Length > 1 ? map.Coordinates[1] : 0).ThenBy(map => map.Path, StringComparer.Ordinal)];
    }

    // Null for a text that is no list of numbers; "rest" is the conformation of a molecule without coordinates.
    private static double[]? Coordinates(string label, char separator)
    {
        if (label == "rest")
        {
            return [];
        }
        var values = new List<double>();
        foreach (string part in label.Split(separator))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return null;
            }
            values.Add(value);
        }
        return [.. values];
    }

    private static string[] Header(TextLines lines) => lines.Read(out ReadOnlySpan<char> first) ? first.ToString().Split(',', StringSplitOptions.TrimEntries) : [""];

    private static bool Next(TextLines lines, string path, Range[] parts, int columns, out ReadOnlySpan<char> line)
    {
        while (lines.Read(out line))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }
            int found = line.Split(parts, ',');
            return found == columns ? true : throw new InputException(path, $"line {lines.Number}", $"{line.Count(',') + 1} values", $"{columns}, as in the first line");
        }
        return false;
    }

    private static double Number(ReadOnlySpan<char> text, TextLines lines, string path) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InputException(path, $"line {lines.Number}", $"'{text}'", "a finite number");

    private static double[] Joined(List<double>[] columns, int first)
    {
        double[] joined = new double[3 * columns[first].Count];
        for (int i = 0; i < joined.Length; i++)
        {
            joined[i] = columns[first + i % 3][i / 3];
        }
        return joined;
    }
}

/// <summary>What is true of some particles.</summary>
/// <param name="Names">Name of each coordinate.</param>
/// <param name="Coordinates">[particle][coordinate], of those of the asked particles that the file has.</param>
/// <param name="IsJunk">Whether the image of each of them holds something else than the molecule.</param>
/// <param name="Poses">Their true orientations; null where the file has none: then those of the particle table are true.</param>
/// <param name="Origins">Their true origins, Å; null where the file has none: then those of the particle table are true.</param>
/// <param name="Defocus">Their true defocus, the mean of both values, Å; null where the file has none: then those of the particle table are true.</param>
/// <param name="Count">Number of particles in the file.</param>
public sealed record TrueParticles(
    IReadOnlyList<string> Names, IReadOnlyList<double[]> Coordinates, IReadOnlyList<bool> IsJunk, IReadOnlyList<Rotation>? Poses, IReadOnlyList<(double X, double Y)>? Origins,
    IReadOnlyList<double>? Defocus, int Count);
