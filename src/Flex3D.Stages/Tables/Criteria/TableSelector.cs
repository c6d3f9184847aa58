using System.Collections;
using Flex3D.Stages.Faults;
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
        var conditions = new RowConditions(request);
        ParticleSelection[] selections = [.. request.Selections.Select(ParticleSelection.Parse)];
        using TableRows rows = TableRows.Open(source, column =>
            NamedRows.MayHold(column) || column is "blob/path" or "blob/idx" || conditions.Needs(column) || selections.Any(selection => selection.Needs(column)));
        var named = new NamedRows(rows);
        RowFilter[] filters = [.. selections.Select(selection => selection.Bind(named))];
        LatentDensity? density = request.Neighbours is null && request.Densest is null ? null : new LatentDensity(named, request.Neighbours is null ? "--densest" : "--neighbours");
        using NumberList? numbers = source.Numbers is { } list ? new NumberList(list) : null;
        int[] selected = new int[filters.Length];
        BitArray kept = Read(rows, filters, selected, conditions.On(named), density, numbers);
        numbers?.End(source.Path);
        // A filter that selected nothing would refuse the table, which an inverted selection may well want.
        int notFound = filters.Select((filter, i) => selected[i] == 0 ? 0 : filter.End(selections[i], source.Path, rows.Row + 1)).Sum();
        if (request.Neighbours is { } least && kept.Count > 0)
        {
            kept.And(new BitArray(density!.WithNeighbours(least, request.Within!.Value)));
        }
        if (request.Densest is { } fraction && kept.Count > 0)
        {
            kept.And(new BitArray(density!.Densest(fraction)));
        }
        int[] chosen = [.. Enumerable.Range(0, kept.Count).Where(row => kept[row] != request.Invert)];
        return chosen.Length > 0 ? new TableChoice(chosen, kept.Count, numbers?.All, notFound)
            : throw new InputException(source.Path, null, $"none of {kept.Count} particles that meet the conditions", "at least one", "check the conditions against the latents (latents.csv) and the columns' units");
    }

    // Whether each row meets the conditions that do not depend on other rows. Each filter sees every row, so that it can say at the end what it did not find.
    private static BitArray Read(TableRows rows, RowFilter[] filters, int[] selected, IReadOnlyList<Func<bool>> conditions, LatentDensity? density, NumberList? numbers)
    {
        var kept = new BitArray(1024);
        while (rows.Next())
        {
            rows.Row = numbers?.Next() ?? rows.Row;
            bool all = true;
            for (int i = 0; i < filters.Length; i++)
            {
                bool keeps = filters[i].Keeps(rows.Row);
                selected[i] += keeps ? 1 : 0;
                all &= keeps;
            }
            if (rows.Position == kept.Length)
            {
                kept.Length *= 2;
            }
            kept[rows.Position] = all && conditions.All(condition => condition());
            density?.Add();
        }
        kept.Length = rows.Position + 1;
        return kept;
    }
}
