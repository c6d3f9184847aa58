using System.Text;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Export;

/// <summary>Rows of a cryoSPARC dataset as bytes in NumPy form, each followed by the columns that only its passthrough files have.</summary>
/// <remarks>A NumPy dataset is read row by row; the columns of a CSDAT stream, and of passthrough files, are held in memory.</remarks>
internal sealed class DatasetRows : IDisposable
{
    private readonly Stream _stream;
    private readonly NpyHeader? _header;
    private readonly List<(CsColumn Column, CsField Field, int[]? Rows)> _held = [];
    private readonly IReadOnlyList<int>? _selected;

    private DatasetRows(Stream stream, NpyHeader? header, IReadOnlyList<int>? selected) => (_stream, _header, _selected) = (stream, header, selected);

    /// <summary>Number of rows of the dataset, selected or not.</summary>
    public int Count { get; private init; }

    /// <summary>Fields of a row, in order.</summary>
    public IReadOnlyList<CsField> Fields { get; private set; } = [];

    /// <summary>Opens a dataset.</summary>
    /// <param name="passthrough">Datasets with further columns of the selected rows, joined on uid; the first that has a column wins.</param>
    /// <param name="selected">The rows to be read, ascending; null for all.</param>
    /// <exception cref="Faults.InputException">A file is not a dataset, or a passthrough file lacks a selected particle.</exception>
    public static DatasetRows Open(string path, IReadOnlyList<string> passthrough, IReadOnlyList<int>? selected)
    {
        Stream stream = Storage.OpenRead(path);
        try
        {
            Span<byte> magic = stackalloc byte[6];
            _ = stream.ReadAtLeast(magic, 6, throwOnEndOfStream: false);
            stream.Position = 0;
            bool isNumpy = NpyFrame.IsMagic(magic);
            NpyHeader? header = isNumpy ? NpyHeader.Read(stream, path) : null;
            CsFile? main = isNumpy && passthrough.Count == 0 ? null : CsFile.Read(path, null, _ => !isNumpy);
            var rows = new DatasetRows(stream, header, selected) { Count = main?.Count ?? (int)header!.Rows };
            if (!isNumpy)
            {
                rows._held.AddRange(main!.Names.Select(name => (main.Column(name), Plain(main.Column(name)), (int[]?)null)));
            }
            HashSet<string> seen = [.. header?.Fields.Select(field => field.Name) ?? main!.Names];
            foreach (string other in passthrough)
            {
                CsFile more = CsFile.Read(other, null, name => !seen.Contains(name));
                int[]? at = null;
                foreach (string name in more.Names.Where(name => seen.Add(name)))
                {
                    at ??= main!.RowsByUid(more, selected);
                    rows._held.Add((more.Column(name), Plain(more.Column(name)), at));
                }
            }
            rows.Fields = [.. header?.Fields ?? [], .. rows._held.Select(held => held.Field)];
            return rows;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a row.</summary>
    /// <param name="number">The number of the row among those selected, or of the dataset where all are.</param>
    /// <param name="bytes">Receives the fields one after the other.</param>
    public void Read(int number, Span<byte> bytes)
    {
        int row = _selected?[number] ?? number;
        if (_header is not null)
        {
            _stream.Position = _header.DataOffset + row * _header.RowBytes;
            _stream.ReadExactly(bytes[..(int)_header.RowBytes]);
            bytes = bytes[(int)_header.RowBytes..];
        }
        foreach ((CsColumn column, CsField field, int[]? rows) in _held)
        {
            Span<byte> value = bytes[..field.Bytes];
            int at = rows?[number] ?? row;
            if (field.IsText)
            {
                value.Clear();
                field.PutText(column.Text(at), value);
            }
            else
            {
                column.Raw(at).CopyTo(value);
            }
            bytes = bytes[field.Bytes..];
        }
    }

    public void Dispose() => _stream.Dispose();

    // The field in NumPy form: a text of a stream has any length, while NumPy's has the length of the longest.
    private static CsField Plain(CsColumn column) => column.Field.Kind == 'O'
        ? CsField.OfText(column.Field.Name, column.Texts.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty(1).Max())
        : column.Field;
}
