using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>The row at which a reader of a particle table stands, as a selection sees it.</summary>
internal interface ISelectionRow
{
    /// <summary>The table's file.</summary>
    string Path { get; }

    /// <summary>Columns that may be asked for.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>0-based number of the row.</summary>
    int Row { get; }

    /// <summary>cryoSPARC's identifier of the row; null where the table has none.</summary>
    ulong? Uid { get; }

    /// <summary>A column by its name; −1 where there is none.</summary>
    int IndexOf(string name);

    /// <summary>Whether a column holds numbers; null where each value may be either (STAR).</summary>
    bool? HoldsNumbers(int column);

    /// <summary>Numbers a row in a column.</summary>
    int Elements(int column);

    /// <exception cref="InputException">The value is no number.</exception>
    double Number(int column, int element);

    ReadOnlySpan<char> Text(int column);

    /// <summary>The stack of the row's image as the table names it, and the 0-based image in it.</summary>
    /// <exception cref="InputException">The table does not name images.</exception>
    ReadOnlySpan<char> Image(out int slice);
}
