using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Results.Report;

/// <summary>Latents, their uncertainties, gains, weights and principal coordinates of particles, as <c>latents.csv</c> has them: of all, or of every n-th.</summary>
public sealed partial class ParticleSample
{
    private const int MostParticles = 100_000, MostNumbers = 1_000_000;
    private readonly List<int> _rows = [];
    private readonly List<float>[] _columns;

    private ParticleSample(string[] names) => (Names, _columns) = (names, [.. names.Select(_ => new List<float>())]);

    /// <summary>The columns that are held: z0, …, sd0, …, gain, weight, motion0, ….</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of particles in the file.</summary>
    public int Total { get; private set; }

    /// <summary>Every n-th particle is held, from the first.</summary>
    public int Every { get; private set; } = 1;

    /// <summary>Row of each particle that is held, in the particle file, from 0.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Number of particles that are held.</summary>
    public int Count => _rows.Count;

    /// <summary>The numbers of a column, one for each particle that is held.</summary>
    /// <param name="column">Number of the column in <see cref="Names"/>.</param>
    public float[] Column(int column) => [.. _columns[column]];

    /// <summary>Reads a table. Of many particles every second, fourth, … is held, so that there are at most 100,000 of them and a million numbers.</summary>
    /// <exception cref="InputException">A line has too few values, or one is not a number.</exception>
    public static ParticleSample Read(string path)
    {
        using var reader = new StreamReader(Storage.OpenRead(path));
        var lines = new TextLines(reader, path);
        string[] header = lines.Read(out ReadOnlySpan<char> first) ? first.ToString().Split(',') : [];
        int[] places = [.. Enumerable.Range(0, header.Length).Where(i => Shown().IsMatch(header[i]))];
        int particle = Array.IndexOf(header, "particle");
        if (particle < 0)
        {
            throw new InputException(path, "line 1", "no column 'particle'", "the table of latents that train writes");
        }
        var sample = new ParticleSample([.. places.Select(i => header[i])]);
        int most = Math.Min(MostParticles, MostNumbers / Math.Max(1, places.Length));
        Span<Range> fields = stackalloc Range[header.Length + 1];
        for (; lines.Read(out ReadOnlySpan<char> line); sample.Total++)
        {
            if (sample.Total % sample.Every != 0)
            {
                continue;
            }
            if (sample.Count == most)
            {
                sample.Halve();
                if (sample.Total % sample.Every != 0)
                {
                    continue;
                }
            }
            sample.Add(line, line.Split(fields, ',') == header.Length ? fields : throw Bad(path, lines.Number, $"{line.Count(',') + 1} values", $"{header.Length}"), particle, places, path, lines.Number);
        }
        return sample;
    }

    private void Add(ReadOnlySpan<char> line, ReadOnlySpan<Range> fields, int particle, int[] places, string path, int number)
    {
        if (!int.TryParse(line[fields[particle]], NumberStyles.None, CultureInfo.InvariantCulture, out int row))
        {
            throw Bad(path, number, $"'{line[fields[particle]]}'", "the number of a row, from 0");
        }
        _rows.Add(row);
        for (int i = 0; i < places.Length; i++)
        {
            _columns[i].Add(float.TryParse(line[fields[places[i]]], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : throw Bad(path, number, $"'{line[fields[places[i]]]}'", "a number"));
        }
    }

    // Keeps every second particle of those that are held.
    private void Halve()
    {
        Every *= 2;
        Thin(_rows);
        foreach (List<float> column in _columns)
        {
            Thin(column);
        }
    }

    private static void Thin<T>(List<T> values)
    {
        int kept = (values.Count + 1) / 2;
        for (int i = 0; i < kept; i++)
        {
            values[i] = values[2 * i];
        }
        values.RemoveRange(kept, values.Count - kept);
    }

    private static InputException Bad(string path, int line, string found, string expected) => new(path, $"line {line}", found, expected, "run train again, or delete the file's run");

    [GeneratedRegex(@"^(z\d+|sd\d+|motion\d+|gain|weight)$")]
    private static partial Regex Shown();
}
