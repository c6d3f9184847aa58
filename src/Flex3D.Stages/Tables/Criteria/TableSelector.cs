using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Tables.Criteria;

/// <summary>Selects rows of a particle table by their latents, their columns, and lists.</summary>
/// <remarks>The table is read once, row by row. A bit decides for each row; where density counts, the latents of all rows are held.</remarks>
public static class TableSelector
{
    /// <summary>Selects the rows that meet every condition of a request.</summary>
    /// <exception cref="InputException">The table has no such column, a condition cannot be read, or no row is selected.</exception>
    public static TableChoice Select(TableSource source, TableRequest request)
    {
        Check(request);
        ParticleSelection[] selections = [.. request.Selections.Select(ParticleSelection.Parse)];
        Polygon? polygon = request.Polygon is { } file ? Polygon.Read(file) : null;
        (string X, string Y) axes = polygon?.Axes ?? (request.PolygonAxes[0], request.PolygonAxes[1]);
        (string Axis, double Low, double High)[] ranges = [.. request.Ranges.Select(text => RangeText.Range(text, "--range"))];
        (string Axis, double Centre, double Radius)[] extents = [.. request.Ellipsoid.Select(text => RangeText.Extent(text, "--ellipsoid"))];
        HashSet<string> named = [.. ranges.Select(range => range.Axis), .. extents.Select(extent => extent.Axis), axes.X, axes.Y];
        using TableRows rows = TableRows.Open(source, column => NamedRows.MayHold(column) || column is "blob/path" or "blob/idx" || selections.Any(selection => selection.Needs(column)) || named.Any(name => name.Split('[')[0] == column));
        var row = new NamedRows(rows);
        RowFilter[] filters = [.. selections.Select(selection => selection.Bind(row))];
        var conditions = new List<Func<bool>>();
        foreach ((string axis, double low, double high) in ranges)
        {
            Func<double> value = row.Axis(axis, "--range");
            conditions.Add(() => value() is var x && x >= low && x <= high);
        }
        if (polygon is not null)
        {
            Func<double> x = row.Axis(axes.X, "--polygon"), y = row.Axis(axes.Y, "--polygon");
            conditions.Add(() => polygon.Contains(x(), y()));
        }
        if (extents.Length > 0)
        {
            (Func<double> Value, double Centre, double Radius)[] parts = [.. extents.Select(extent => (row.Axis(extent.Axis, "--ellipsoid"), extent.Centre, extent.Radius))];
            conditions.Add(() => parts.Sum(part => (part.Value() - part.Centre) / part.Radius is var offset ? offset * offset : 0) <= 1);
        }
        LatentDensity? density = request.Neighbours is null && request.Densest is null ? null : new LatentDensity(row, request.Neighbours is null ? "--densest" : "--neighbours");
        using NumberReader? numbers = source.Numbers is { } list ? new NumberReader(list) : null;
        var kept = new System.Collections.BitArray(1024);
        int[] selected = new int[filters.Length];
        while (rows.Next())
        {
            rows.Row = numbers?.Next(rows.Position) ?? rows.Row;
            bool all = true;
            for (int i = 0; i < filters.Length; i++) // each sees every row, so that it can say at the end what it did not find
            {
                bool keeps = filters[i].Keeps(rows.Row);
                selected[i] += keeps ? 1 : 0;
                all &= keeps;
            }
            if (rows.Position == kept.Length)
            {
                kept.Length *= 2;
            }
            kept[rows.Position] = all && conditions.TrueForAll(condition => condition());
            density?.Add();
        }
        int total = rows.Position + 1;
        numbers?.End(source.Path, total);
        int notFound = filters.Select((filter, i) => selected[i] == 0 ? 0 : End(filter, selections[i], source.Path)).Sum();
        bool[]? near = request.Neighbours is { } least && total > 0 ? density!.WithNeighbours(least, request.Within!.Value) : null;
        bool[]? dense = request.Densest is { } fraction && total > 0 ? density!.Densest(fraction) : null;
        int[] chosen = [.. Enumerable.Range(0, total).Where(at => (kept[at] && near?[at] != false && dense?[at] != false) != request.Invert)];
        return chosen.Length > 0 ? new TableChoice(chosen, total, numbers?.All, notFound)
            : throw new InputException(source.Path, null, $"none of {total} particles that meet the conditions", "at least one", "check the conditions against the latents (latents.csv) and the columns' units");
    }

    private static int End(RowFilter filter, ParticleSelection selection, string table)
    {
        filter.End(selection, table);
        return filter.Outcome!.NotFound;
    }

    private static void Check(TableRequest request)
    {
        if (request.Neighbours is < 1 || request.Neighbours is null != request.Within is null || request.Within is <= 0 || request.Within is { } within && !double.IsFinite(within))
        {
            throw new InputException("--neighbours", null, string.Create(CultureInfo.InvariantCulture, $"{request.Neighbours?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}, and {request.Within?.ToString(CultureInfo.InvariantCulture) ?? "nothing"} for --within"), "both: a number of neighbours from 1, and a radius above 0", "for example --neighbours 5 --within 0.1");
        }
        if (request.Densest is { } fraction && !(fraction is > 0 and <= 1))
        {
            throw new InputException("--densest", null, fraction.ToString(CultureInfo.InvariantCulture), "a fraction above 0 and at most 1");
        }
        if (request.PolygonAxes.Count != 2)
        {
            throw new InputException("--polygon-axes", null, $"{request.PolygonAxes.Count} names", "two, such as z0 z1");
        }
    }

    // The first column of a CSV, a whole number in each line: the numbers of the particles of a run.
    private sealed class NumberReader : IDisposable
    {
        private readonly StreamReader _text;
        private readonly TextLines _lines;
        private readonly string _path;
        private readonly List<int> _numbers = [];

        public NumberReader(string path)
        {
            _path = path;
            _text = new StreamReader(Storage.OpenRead(path));
            _lines = new TextLines(_text, path);
            _ = _lines.Read(out _);
        }

        public IReadOnlyList<int> All => _numbers;

        public int Next(int position)
        {
            if (!_lines.Read(out ReadOnlySpan<char> line) || !int.TryParse(line[..(line.IndexOf(',') is >= 0 and var comma ? comma : line.Length)], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                throw new InputException(_path, $"line {position + 2}", "no number of a particle", "a line for each row of the run's table", "select from the run's particle table itself");
            }
            _numbers.Add(number);
            return number;
        }

        public void End(string table, int rows)
        {
            if (_lines.Read(out ReadOnlySpan<char> line) && !line.IsWhiteSpace())
            {
                throw new InputException(_path, $"line {rows + 2}", "a further particle", $"{rows}, as many as '{table}' has", "select from the run's particle table itself");
            }
        }

        public void Dispose() => _text.Dispose();
    }
}
