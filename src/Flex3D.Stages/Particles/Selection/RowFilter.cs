using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Decides for each row of one table whether it is read; called at most once for each row, in ascending order.</summary>
internal abstract class RowFilter
{
    private int _rows, _selected;

    /// <summary>Whether the row is selected.</summary>
    public bool Keeps(int row)
    {
        _rows = row + 1;
        if (!Decide(row))
        {
            return false;
        }
        _selected++;
        return true;
    }

    /// <summary>The result of the selection; null before <see cref="End"/>.</summary>
    public SelectionOutcome? Outcome { get; private set; }

    /// <summary>Ends the selection after every row has been checked, and sets <see cref="Outcome"/>.</summary>
    /// <param name="selection">The selection, for error messages.</param>
    /// <param name="table">Path of the table's file.</param>
    /// <exception cref="InputException">No row was selected, or a listed row is not in the table.</exception>
    public void End(ParticleSelection selection, string table)
    {
        int notFound = Finish(table, _rows);
        Outcome = _selected > 0
            ? new SelectionOutcome(_rows, _selected, notFound)
            : throw new InputException(selection.Name, null, $"none of the {_rows} particles of '{table}'", "at least one", "check units and names against the file");
    }

    protected abstract bool Decide(int row);

    /// <summary>Checks what can be checked only at the end of the table. Returns the number of listed particles that the table does not have.</summary>
    protected virtual int Finish(string table, int rows) => 0;
}
