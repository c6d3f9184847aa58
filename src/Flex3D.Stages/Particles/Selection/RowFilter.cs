using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Decides for each row of one table whether it is read; called at most once for each row, in ascending order.</summary>
internal abstract class RowFilter
{
    private int _selected;

    /// <summary>Whether the row is selected.</summary>
    public bool Keeps(int row)
    {
        if (!Decide(row))
        {
            return false;
        }
        _selected++;
        return true;
    }

    /// <summary>Ends the selection after every row has been checked, and returns the number of listed particles that the table does not have.</summary>
    /// <param name="selection">The selection, for error messages.</param>
    /// <param name="table">Path of the table's file.</param>
    /// <param name="rows">Number of rows of the table.</param>
    /// <exception cref="InputException">No row was selected, or a listed row is not in the table.</exception>
    public int End(ParticleSelection selection, string table, int rows)
    {
        int notFound = Finish(table, rows);
        return _selected > 0 ? notFound
            : throw new InputException(selection.Name, null, $"none of the {rows} particles of '{table}'", "at least one", "check units and names against the file");
    }

    protected abstract bool Decide(int row);

    /// <summary>Checks what can be checked only at the end of the table. Returns the number of listed particles that the table does not have.</summary>
    protected virtual int Finish(string table, int rows) => 0;
}
