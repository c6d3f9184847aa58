namespace Flex3D.Stages.Formats;

/// <summary>A small STAR table held in memory as strings, row by row.</summary>
/// <remarks>For tables of particles use <see cref="StarReader"/>, which holds one row at a time.</remarks>
public sealed class StarTable
{
    private readonly List<(int Line, string[] Values)> _rows = [];

    internal StarTable(StarReader reader)
    {
        (Path, Block, IsLoop, Columns, Line) = (reader.Path, reader.Block, reader.IsLoop, [.. reader.Columns], reader.TableLine);
        while (reader.ReadRow())
        {
            string[] values = new string[Columns.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = reader[i].ToString();
            }
            _rows.Add((reader.RowLine, values));
        }
    }

    /// <summary>Reads the tables of a file that are wanted.</summary>
    /// <param name="wanted">Returns whether a table is wanted, from its block, without data_, and whether it is a loop.</param>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The file is not a STAR file.</exception>
    public static IReadOnlyList<StarTable> ReadAll(string path, Func<string, bool, bool> wanted)
    {
        using StarReader reader = StarReader.Open(path);
        var tables = new List<StarTable>();
        while (reader.ReadTable())
        {
            if (wanted(reader.Block, reader.IsLoop))
            {
                tables.Add(new StarTable(reader));
            }
        }
        return tables;
    }

    public string Path { get; }

    /// <summary>Name of the block, without data_; may be empty.</summary>
    public string Block { get; }

    /// <summary>False for label-value pairs, which make one row.</summary>
    public bool IsLoop { get; }

    /// <summary>Labels without their leading underscore.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>1-based line of the first label.</summary>
    public int Line { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    public string this[int row, int column] => _rows[row].Values[column];

    /// <summary>1-based line on which a row starts.</summary>
    public int LineOf(int row) => _rows[row].Line;

    /// <summary>Index of a label; −1 where it is missing.</summary>
    public int IndexOf(string label)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == label)
            {
                return i;
            }
        }
        return -1;
    }
}
