using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads latents: CSV, STAR with _flex3dLatent columns, .cs with flex3d/latent or components_mode_k/value, or a NumPy array (.npy).</summary>
/// <remarks>A CSV may have other columns of the particles' state after the latents, which are skipped.</remarks>
public static partial class LatentReader
{
    private static readonly ParticleColumn[] OtherColumns = [.. ParticleColumns.InFiles.Where(column => column != ParticleColumns.Latents)];

    /// <summary>Reads one latent for each particle.</summary>
    /// <param name="particleCount">The number of particles that must have latents; null to accept the rows as they are (a list of frames).</param>
    /// <param name="tablePath">The particle table of the latents; a .cs file of latents is joined to a .cs table on uid, other files are matched by row.</param>
    /// <param name="selection">The table's rows that are particles, ascending, and the table's number of rows; null where all are. Latents may then be for the table or for the selected rows.</param>
    /// <returns>[particle][axis] values and the number of axes K.</returns>
    /// <exception cref="InputException">There are no latents; a particle is missing, given twice or unknown; or a value is not finite.</exception>
    public static (float[] Values, int Dimensions) Read(string path, int? particleCount = null, string? tablePath = null, (int[] Rows, int Of)? selection = null)
    {
        (float[] values, int dimensions) = NpyLatents.Are(path) ? NpyLatents.Read(path)
            : CsFile.IsDataset(path) ? ReadCs(path, tablePath, selection?.Rows)
            : path.EndsWith(".star", StringComparison.OrdinalIgnoreCase) ? ReadStar(path)
            : ReadCsv(path, particleCount, selection?.Rows);
        int count = values.Length / dimensions;
        if (selection is { } selected && count == selected.Of && count != particleCount)
        {
            values = [.. selected.Rows.SelectMany(row => values[(row * dimensions)..((row + 1) * dimensions)])];
            count = selected.Rows.Length;
        }
        if (particleCount is int expected && count != expected)
        {
            throw new InputException(path, null, $"latents of {count} particles", $"{expected}, one for each particle of the table", "give the latents of the same particles");
        }
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? (values, dimensions)
            : throw new InputException(path, $"particle {bad / dimensions}, axis {bad % dimensions}", values[bad].ToString(CultureInfo.InvariantCulture), "a finite number");
    }

    private static (float[], int) ReadCsv(string path, int? particleCount, int[]? selectedRows)
    {
        using var reader = new StreamReader(Storage.OpenRead(path));
        var lines = new TextLines(reader, path);
        string[] header = lines.Read(out ReadOnlySpan<char> first) ? first.ToString().Split(',', StringSplitOptions.TrimEntries) : [];
        bool numbered = header.Length > 0 && header[0] == "particle";
        int start = numbered ? 1 : 0, dimensions = header.Skip(start).TakeWhile((name, k) => name == ParticleColumns.Latents.CsvName(k)).Count();
        if (dimensions < 1 || header.Skip(start + dimensions).Any(name => !OtherColumns.Any(column => column.HasCsvName(name))))
        {
            throw new InputException(path, "line 1", $"'{first}'", "particle,z0,z1,... (or z0,z1,... for rows in order)", "write one column for each latent axis");
        }
        var values = new List<float>();
        bool[] seen = new bool[numbered ? particleCount ?? 0 : 0];
        float[] placed = new float[(long)seen.Length * dimensions];
        Span<Range> parts = new Range[header.Length + 1];
        while (lines.Read(out ReadOnlySpan<char> line))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }
            if (line.Split(parts, ',') != header.Length)
            {
                throw new InputException(path, $"line {lines.Number}", $"{line.Count(',') + 1} values", $"{header.Length}, as in the first line");
            }
            int particle = numbered ? Row(line[parts[0]], seen, particleCount, selectedRows, path, lines.Number) : 0;
            if (particle < 0)
            {
                continue; // a row that is not selected
            }
            for (int k = 0; k < dimensions; k++)
            {
                ReadOnlySpan<char> text = line[parts[start + k]];
                if (!float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
                {
                    throw new InputException(path, $"line {lines.Number}, column {ParticleColumns.Latents.CsvName(k)}", $"'{text}'", "a number");
                }
                if (numbered && particleCount is not null)
                {
                    placed[particle * dimensions + k] = value;
                }
                else
                {
                    values.Add(value);
                }
            }
        }
        int missing = Array.IndexOf(seen, false);
        return missing < 0 ? (seen.Length > 0 ? placed : [.. values], dimensions)
            : throw new InputException(path, null, $"no line for particle {selectedRows?[missing] ?? missing}", $"each of the {seen.Length} particles", "give the latents of the same particles");
    }

    private static int Row(ReadOnlySpan<char> text, bool[] seen, int? particleCount, int[]? selectedRows, string path, int line)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int particle)
            || (selectedRows is null && particleCount is int count && particle >= count))
        {
            throw new InputException(path, $"line {line}, column particle", $"'{text}'", particleCount is null ? "a row number, from 0" : $"a row number of the particle table, 0-{particleCount - 1}");
        }
        if (particleCount is null)
        {
            return particle;
        }
        int index = selectedRows is null ? particle : Array.BinarySearch(selectedRows, particle);
        if (index >= 0 && seen[index])
        {
            throw new InputException(path, $"line {line}", $"particle {particle} a second time", "each particle once");
        }
        if (index >= 0)
        {
            seen[index] = true;
        }
        return index;
    }

    private static (float[], int) ReadStar(string path)
    {
        using StarReader reader = StarReader.Open(path);
        while (reader.ReadTable())
        {
            var columns = new List<int>();
            while (reader.IndexOf(ParticleColumns.Latents.StarLabel(columns.Count)) is >= 0 and var column)
            {
                columns.Add(column);
            }
            if (columns.Count > 0)
            {
                var values = new List<float>();
                while (reader.ReadRow())
                {
                    values.AddRange(columns.Select(column => (float)reader.Number(column)));
                }
                return ([.. values], columns.Count);
            }
        }
        throw new InputException(path, null, "no column _flex3dLatent0", "latents that Flex3D wrote, or a CSV", "give latents.csv or particles.star of a run");
    }

    private static (float[], int) ReadCs(string path, string? tablePath, int[]? selectedRows)
    {
        CsFile file = CsFile.Read(path, null, name => name == ParticleColumns.Latents.CryoSparc || ModeValue().IsMatch(name));
        var axes = new List<(string Name, int Element)>();
        if (file.Has(ParticleColumns.Latents.CryoSparc))
        {
            axes.AddRange(Enumerable.Range(0, file.Elements(ParticleColumns.Latents.CryoSparc)).Select(k => (ParticleColumns.Latents.CryoSparc, k)));
        }
        else
        {
            axes.AddRange(file.Names.Where(name => ModeValue().IsMatch(name))
                .OrderBy(name => int.Parse(ModeValue().Match(name).Groups[1].ValueSpan, CultureInfo.InvariantCulture)).Select(name => (name, 0)));
        }
        if (axes.Count == 0)
        {
            throw new InputException(path, null, "no column components_mode_0/value or flex3d/latent", "latents of cryoSPARC's 3D variability analysis or of Flex3D", "give the particles of such a job");
        }
        if (axes.Find(axis => file.IsText(axis.Name)).Name is { } text)
        {
            throw new InputException(path, $"column '{text}'", "text", "numbers", "give the particles of a 3D variability analysis");
        }
        int[]? rows = tablePath is not null && CsFile.IsDataset(tablePath) ? CsFile.Read(tablePath, null, _ => false).RowsByUid(file, selectedRows) : null;
        int count = rows?.Length ?? file.Count;
        float[] values = new float[(long)count * axes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            (string name, int element) = axes[i % axes.Count];
            values[i] = (float)file.Number(name, rows?[i / axes.Count] ?? i / axes.Count, element);
        }
        return (values, axes.Count);
    }

    [GeneratedRegex(@"^components_mode_(\d{1,4})/value$")]
    private static partial Regex ModeValue();
}
