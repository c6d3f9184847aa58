using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Tables;

/// <summary>A particle table read forwards, whatever its format; names and values are those of the file.</summary>
internal abstract class TableRows : ISelectionRow, IDisposable
{
    public abstract string Path { get; }

    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>0-based position of the current row in the file; −1 before the first.</summary>
    public int Position { get; private set; } = -1;

    /// <summary>Number of the current row's particle, by which lists and expressions know it: its position, unless set.</summary>
    public int Row { get; set; } = -1;

    public abstract ulong? Uid { get; }

    /// <summary>The place of the current row, for error messages.</summary>
    public abstract string Place { get; }

    /// <summary>Whether the columns have cryoSPARC's names rather than RELION's.</summary>
    public bool IsCryoSparc => IndexOf("rlnImageName") < 0 && (IndexOf("blob/path") >= 0 || IndexOf("uid") >= 0);

    /// <summary>Opens a table.</summary>
    /// <param name="wanted">Selects the columns of a dataset to hold in memory; null for all.</param>
    /// <exception cref="InputException">The file is not a table of particles.</exception>
    public static TableRows Open(TableSource source, Func<string, bool>? wanted = null) => TableFormats.OfFile(source.Path) switch
    {
        TableFormat.CryoSparc => new DatasetTableRows(CsFile.Read(source.Path, source.Passthrough, wanted)),
        TableFormat.Csv => CsvTableRows.Open(source.Path),
        _ => StarTableRows.Open(source.Path),
    };

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next()
    {
        if (!Read(Position + 1))
        {
            return false;
        }
        Row = ++Position;
        return true;
    }

    /// <summary>Goes through the rows, or those selected, and returns the position of each.</summary>
    /// <param name="selected">Positions, ascending; null for all.</param>
    /// <exception cref="InputException">The table does not have one of the rows.</exception>
    public IEnumerable<int> Over(IReadOnlyList<int>? selected)
    {
        int next = 0;
        while (next < (selected?.Count ?? int.MaxValue) && Next())
        {
            if (selected is null || selected[next] == Position)
            {
                next++;
                yield return Position;
            }
        }
        if (next < selected?.Count)
        {
            throw new InputException(Path, null, $"{Position + 1} particles", $"a row {selected[next] + 1}", "the file changed while it was being read");
        }
    }

    /// <summary>Index of a column by its name, with or without a leading underscore; −1 where there is none.</summary>
    public virtual int IndexOf(string name)
    {
        IReadOnlyList<string> names = Names;
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }
        return name.StartsWith('_') ? IndexOf(name[1..]) : -1;
    }

    public virtual bool? HoldsNumbers(int column) => null;

    public virtual int Elements(int column) => 1;

    public virtual double Number(int column, int element)
    {
        ReadOnlySpan<char> text = Text(column);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw NotANumber(column, text);
    }

    public abstract ReadOnlySpan<char> Text(int column);

    /// <summary>Returns one of the values of a column of a table of text that has several.</summary>
    public virtual ReadOnlySpan<char> Field(int column, int element) => Text(column);

    /// <summary>Writes a value as text that reads back to the same value.</summary>
    public virtual void Write(TextWriter writer, int column, int element) => writer.Write(Text(column));

    public abstract ReadOnlySpan<char> Image(out int slice);

    /// <summary>Goes back to before the first row.</summary>
    public void Restart()
    {
        Rewind();
        (Position, Row) = (-1, -1);
    }

    public abstract void Dispose();

    /// <summary>Opens the file at its first row again.</summary>
    protected abstract void Rewind();

    /// <summary>Reads row <paramref name="position"/>, the one after the current; false where there is none.</summary>
    protected abstract bool Read(int position);

    protected InputException NotANumber(int column, ReadOnlySpan<char> text) =>
        new(Path, $"{Place}, column '{Names[column]}'", $"'{(text.Length <= 60 ? text : text[..60])}'", "a finite number");
}
