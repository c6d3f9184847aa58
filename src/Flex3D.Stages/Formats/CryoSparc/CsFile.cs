using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>A cryoSPARC dataset (.cs): named columns of equal length, each row with its uid.</summary>
/// <remarks>Both forms are read: a NumPy structured array, and a CSDAT stream. Only the columns asked for are held.</remarks>
internal sealed class CsFile
{
    private readonly Dictionary<string, CsColumn> _columns;

    private CsFile(string path, int count, Dictionary<string, CsColumn> columns, IReadOnlyList<string> names) =>
        (Path, Count, _columns, Names) = (path, count, columns, names);

    public string Path { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; }

    /// <summary>Names of all columns of the file and its passthrough files, whether in memory or not.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a dataset.</summary>
    /// <param name="passthroughPaths">Datasets that hold more columns of the same particles; joined on uid, the first file that has a column wins.</param>
    /// <param name="wanted">Selects the columns to keep in memory; null for all. The uid is always kept.</param>
    /// <exception cref="InputException">The file is not a dataset or is truncated, or a passthrough file lacks one of the particles.</exception>
    public static CsFile Read(string path, IReadOnlyList<string>? passthroughPaths = null, Func<string, bool>? wanted = null)
    {
        CsFile main = ReadOne(path, wanted);
        var columns = new Dictionary<string, CsColumn>(main._columns);
        var names = new List<string>(main.Names);
        foreach (string other in passthroughPaths ?? [])
        {
            CsFile more = ReadOne(other, name => !names.Contains(name) && (wanted is null || wanted(name)));
            int[]? rows = null;
            foreach ((string name, CsColumn column) in more._columns)
            {
                if (!columns.ContainsKey(name))
                {
                    rows ??= main.RowsByUid(more);
                    columns[name] = column.Pick(rows);
                }
            }
            names.AddRange(more.Names.Where(name => !names.Contains(name)));
        }
        return new CsFile(path, main.Count, columns, names);
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

    /// <summary>For each row of this file, the row of <paramref name="other"/> that has its uid.</summary>
    /// <param name="selected">The rows of this file to look up; null for all.</param>
    public int[] RowsByUid(CsFile other, IReadOnlyList<int>? selected = null)
    {
        RequireUid();
        other.RequireUid();
        var rowOf = new Dictionary<ulong, int>(other.Count);
        for (int i = 0; i < other.Count; i++)
        {
            if (!rowOf.TryAdd(other.Uid(i), i))
            {
                throw new InputException(other.Path, $"row {i + 1}", $"uid {other.Uid(i)} a second time", "each particle once", "remove the duplicates");
            }
        }
        int[] rows = new int[selected?.Count ?? Count];
        for (int i = 0; i < rows.Length; i++)
        {
            ulong uid = Uid(selected?[i] ?? i);
            rows[i] = rowOf.TryGetValue(uid, out int row) ? row
                : throw new InputException(other.Path, null, "no particle with uid " + uid, $"every particle of '{Path}'", "give the passthrough file of the same job");
        }
        return rows;
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
