using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Decides of each row of one table whether it is read; asked once for each, in ascending order.</summary>
internal abstract class RowFilter
{
    private int _rows, _selected;

    /// <summary>Whether the row is selected.</summary>
    public bool Keeps(int row)
    {
        _rows++;
        if (!Decide(row))
        {
            return false;
        }
        _selected++;
        return true;
    }

    /// <summary>What was selected; null before <see cref="End"/>.</summary>
    public SelectionOutcome? Outcome { get; private set; }

    /// <summary>Every row has been asked for: settles what was selected.</summary>
    /// <param name="selection">What messages call the selection.</param>
    /// <param name="table">The table's file.</param>
    /// <exception cref="InputException">Nothing was; or a row is listed that the table has not.</exception>
    public void End(ParticleSelection selection, string table)
    {
        int notFound = Finish(table, _rows);
        Outcome = _selected > 0
            ? new SelectionOutcome(_rows, _selected, notFound)
            : throw new InputException(selection.Name, null, $"none of the {_rows} particles of '{table}'", "at least one", "check units and names against the file");
    }

    protected abstract bool Decide(int row);

    /// <summary>Checks what can be checked only at the end of the table. Returns the particles listed that it has not.</summary>
    protected virtual int Finish(string table, int rows) => 0;
}
