using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>A cryoSPARC dataset (.cs): named columns of equal length, each row with its uid.</summary>
/// <remarks>Both forms are read: a NumPy structured array, and a CSDAT stream. Only the columns asked for are held.</remarks>
internal sealed class CsFile
{
    private const int Absent = -1;
    private readonly Dictionary<string, CsColumn> _columns;
    private readonly IReadOnlyList<(string Path, int[] Rows)> _joined;

    private CsFile(string path, int count, Dictionary<string, CsColumn> columns, IReadOnlyList<string> names, IReadOnlyList<(string, int[])>? joined = null) =>
        (Path, Count, _columns, Names, _joined) = (path, count, columns, names, joined ?? []);

    public string Path { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Names of all columns of the file and its passthrough files, whether in memory or not.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a dataset.</summary>
    /// <param name="passthroughPaths">Datasets that hold more columns of the same particles; joined on uid, the first file that has a column wins. They may lack particles (<see cref="AbsentFrom"/>).</param>
    /// <param name="wanted">Selects the columns to keep in memory; null for all. The uid is always kept.</param>
    /// <exception cref="InputException">A file is not a dataset or is truncated, has a uid twice where it is joined, or a passthrough file has none of the particles.</exception>
    public static CsFile Read(string path, IReadOnlyList<string>? passthroughPaths = null, Func<string, bool>? wanted = null)
    {
        CsFile main = ReadOne(path, wanted);
        var columns = new Dictionary<string, CsColumn>(main._columns);
        var names = new List<string>(main.Names);
        var joined = new List<(string, int[])>();
        foreach (string other in passthroughPaths ?? [])
        {
            CsFile more = ReadOne(other, name => !names.Contains(name) && (wanted is null || wanted(name)));
            int[]? rows = null;
            foreach ((string name, CsColumn column) in more._columns)
            {
                if (!columns.ContainsKey(name))
                {
                    rows ??= main.Join(more);
                    columns[name] = column.Pick(rows);
                }
            }
            if (rows?.Contains(Absent) == true)
            {
                joined.Add((other, rows));
            }
            names.AddRange(more.Names.Where(name => !names.Contains(name)));
        }
        return new CsFile(path, main.Count, columns, names, joined);
    }

    /// <summary>True if a column is in memory.</summary>
    public bool Has(string name) => _columns.ContainsKey(name);

    /// <summary>How many numbers a row has in a column.</summary>
    public int Elements(string name) => _columns[name].Field.Elements;

    /// <summary>True if a column, which must be in memory, holds text.</summary>
    public bool IsText(string name) => _columns[name].Field.IsText;

    /// <summary>One number of a row.</summary>
    public double Number(string name, int row, int element = 0) => _columns[name].Number(row, element);

    /// <summary>The text in a row of a column of text.</summary>
    public string Text(string name, int row) => _columns[name].Text(row);

    /// <summary>cryoSPARC's identifier of the row.</summary>
    public ulong Uid(int row) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(Column("uid").Raw(row));

    /// <summary>False where the dataset has no uids, or all are 0: another program wrote it, and left at 0 what it does not know.</summary>
    public bool HasUids => Has("uid") && Column("uid").All.ContainsAnyExcept((byte)0);

    /// <summary>Returns the path of the passthrough file that lacks a row of this file; null if none does. The columns of that file are 0 or empty in the row.</summary>
    public string? AbsentFrom(int row)
    {
        foreach ((string path, int[] rows) in _joined)
        {
            if (rows[row] == Absent)
            {
                return path;
            }
        }
        return null;
    }

    /// <summary>For each row of this file, the row of <paramref name="other"/> that has its uid.</summary>
    /// <param name="selected">The rows of this file to look up; null for all.</param>
    /// <exception cref="InputException">The other file lacks one of the rows, or has a uid twice.</exception>
    public int[] RowsByUid(CsFile other, IReadOnlyList<int>? selected = null)
    {
        int[] rows = Find(other, selected);
        int missing = Array.IndexOf(rows, Absent);
        return missing < 0 ? rows
            : throw new InputException(other.Path, null, $"no particle with uid {Uid(selected?[missing] ?? missing)}", $"every particle of '{Path}'", "give a file of the same particles");
    }

    /// <summary>Checks that no uid is there twice; a dataset without uids passes.</summary>
    /// <exception cref="InputException">Names the two rows.</exception>
    public void RequireDistinctUids()
    {
        if (HasUids)
        {
            _ = RowOfUid();
        }
    }

    // Another job's file has none of the particles; a file of the same job may lack those that the job dropped.
    private int[] Join(CsFile other)
    {
        _ = RowOfUid();
        int[] rows = Find(other, null);
        return Count == 0 || rows.AsSpan().ContainsAnyExcept(Absent) ? rows
            : throw new InputException(other.Path, null, $"none of the {Count} particles of '{Path}' (no uid in common)", "more columns of these particles", "this file is another job's: give the passthrough file of the same job (inputs.passthrough)");
    }

    private int[] Find(CsFile other, IReadOnlyList<int>? selected)
    {
        RequireUid();
        Dictionary<ulong, int> rowOf = other.RowOfUid();
        int[] rows = new int[selected?.Count ?? Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = rowOf.GetValueOrDefault(Uid(selected?[i] ?? i), Absent);
        }
        return rows;
    }

    private Dictionary<ulong, int> RowOfUid()
    {
        RequireUid();
        var rowOf = new Dictionary<ulong, int>(Count);
        for (int i = 0; i < Count; i++)
        {
            if (!rowOf.TryAdd(Uid(i), i))
            {
                throw new InputException(Path, $"row {i + 1}", $"uid {Uid(i)} a second time, first in row {rowOf[Uid(i)] + 1}", "each particle once", "remove the duplicates in cryoSPARC (Remove Duplicate Particles), or give the file as the job wrote it");
            }
        }
        return rowOf;
    }

    internal CsColumn Column(string name) => _columns[name];

    private void RequireUid()
    {
        if (!_columns.TryGetValue("uid", out CsColumn? uid) || uid.Field.Bytes != 8 || uid.Field.IsText)
        {
            throw new InputException(Path, null, "no column 'uid'", "cryoSPARC's particle identifiers", "give the .cs file of a cryoSPARC job");
        }
    }

    /// <summary>Reads the names of a dataset's columns, from its header alone.</summary>
    /// <exception cref="InputException">The file is not a dataset.</exception>
    public static IReadOnlyList<string> NamesIn(string path)
    {
        using Stream stream = Storage.OpenRead(path);
        return [.. (IsStream(stream, path) ? CsDatReader.Columns(stream, path) : NpyHeader.Read(stream, path).Fields).Select(field => field.Name)];
    }

    private static CsFile ReadOne(string path, Func<string, bool>? wanted)
    {
        using Stream stream = Storage.OpenRead(path);
        bool Keep(string name) => name == "uid" || wanted is null || wanted(name);
        if (!IsStream(stream, path))
        {
            return ReadNpy(stream, path, Keep);
        }
        (int rows, List<CsColumn> held, List<string> all) = CsDatReader.Read(stream, path, Keep);
        return new CsFile(path, rows, held.ToDictionary(column => column.Field.Name), all);
    }

    // Whether a dataset is a CSDAT stream, and not a NumPy array; goes back to its first byte.
    private static bool IsStream(Stream stream, string path)
    {
        Span<byte> magic = stackalloc byte[6];
        int got = stream.ReadAtLeast(magic, 6, throwOnEndOfStream: false);
        stream.Position = 0;
        bool isStream = CsDatReader.IsMagic(magic[..got]);
        return isStream || NpyFrame.IsMagic(magic[..got]) ? isStream : throw new InputException(path, "byte 0", got < 6 ? $"a file of {got} bytes" : $"bytes {Convert.ToHexString(magic)}", "a cryoSPARC dataset (a NumPy .npy array or a CSDAT stream)", "give the particles .cs file of a cryoSPARC job");
    }

    private static CsFile ReadNpy(Stream stream, string path, Func<string, bool> keep)
    {
        NpyHeader header = NpyHeader.Read(stream, path);
        if (header.Rows > int.MaxValue)
        {
            throw new InputException(path, "header", $"{header.Rows} rows", $"at most {int.MaxValue}");
        }
        int count = (int)header.Rows;
        var columns = new List<(int Offset, CsColumn Column)>();
        int at = 0;
        foreach (CsField field in header.Fields)
        {
            if (keep(field.Name))
            {
                columns.Add((at, new CsColumn(field, count)));
            }
            at += field.Bytes;
        }
        byte[] row = count == 0 ? [] : new byte[header.RowBytes]; // not longer than the file, which holds at least one row
        stream.Position = header.DataOffset;
        for (int i = 0; i < count; i++)
        {
            stream.ReadExactly(row);
            foreach ((int offset, CsColumn column) in columns)
            {
                column.SetRaw(i, row.AsSpan(offset, column.Field.Bytes));
            }
        }
        return new CsFile(path, count, columns.ToDictionary(pair => pair.Column.Field.Name, pair => pair.Column), [.. header.Fields.Select(field => field.Name)]);
    }

    /// <summary>True if a file starts as a cryoSPARC dataset does, whatever its name.</summary>
    public static bool IsDataset(string path)
    {
        using Stream stream = Storage.OpenRead(path);
        Span<byte> magic = stackalloc byte[6];
        int got = stream.ReadAtLeast(magic, 6, throwOnEndOfStream: false);
        return NpyFrame.IsMagic(magic[..got]) || CsDatReader.IsMagic(magic[..got]) || path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
    }
}
