using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>The current row of a particle table, in the form that selections read.</summary>
internal interface ISelectionRow
{
    /// <summary>Path of the table's file.</summary>
    string Path { get; }

    /// <summary>Names of the columns that may be asked for.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>0-based number of the row.</summary>
    int Row { get; }

    /// <summary>cryoSPARC's identifier of the row; null where the table has none.</summary>
    ulong? Uid { get; }

    /// <summary>Index of a column by its name; −1 where there is none.</summary>
    int IndexOf(string name);

    /// <summary>Whether a column holds numbers; null where each value may be either (STAR).</summary>
    bool? HoldsNumbers(int column);

    /// <summary>How many numbers a row has in a column.</summary>
    int Elements(int column);

    /// <exception cref="InputException">The value is not a number.</exception>
    double Number(int column, int element);

    ReadOnlySpan<char> Text(int column);

    /// <summary>Returns the row's stack as the table names it, and the 0-based number of the image in it.</summary>
    /// <exception cref="InputException">The table does not name images.</exception>
    ReadOnlySpan<char> Image(out int slice);
}
