using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Tables;

/// <summary>The rows of a cryoSPARC dataset and its passthrough files; a column may have several numbers a row.</summary>
internal sealed class DatasetTableRows(CsFile file) : TableRows
{
    private readonly CsSelectionRow _row = new(file);
    private readonly List<string> _held = [.. file.Names.Where(file.Has)];

    public override string Path => file.Path;

    /// <summary>The columns in memory.</summary>
    public override IReadOnlyList<string> Names => _held;

    public override ulong? Uid => file.Has("uid") ? file.Uid(Position) : null;

    public override string Place => $"row {Position + 1}";

    public override bool? HoldsNumbers(int column) => !file.IsText(_held[column]);

    public override int Elements(int column) => file.IsText(_held[column]) ? 1 : file.Elements(_held[column]);

    public override double Number(int column, int element) => file.IsText(_held[column]) ? base.Number(column, element) : file.Number(_held[column], Position, element);

    public override ReadOnlySpan<char> Text(int column) => file.Text(_held[column], Position);

    public override void Write(TextWriter writer, int column, int element)
    {
        CsColumn held = file.Column(_held[column]);
        CsField field = held.Field;
        if (field.IsText)
        {
            writer.Write(held.Text(Position));
            return;
        }
        double value = held.Number(Position, element);
        string text = (field.Kind, field.ElementBytes) switch
        {
            ('f', <= 4) => ((float)value).ToString("R", CultureInfo.InvariantCulture),
            ('f', 8) => value.ToString("R", CultureInfo.InvariantCulture),
            ('u', 8) => BitConverter.ToUInt64(Bytes(held, element)).ToString(CultureInfo.InvariantCulture),
            ('i', 8) => BitConverter.ToInt64(Bytes(held, element)).ToString(CultureInfo.InvariantCulture),
            ('u' or 'i' or 'b', _) => value.ToString(CultureInfo.InvariantCulture),
            _ => throw new InputException(Path, $"column '{field.Name}'", $"NumPy's type {field.Kind}{field.ElementBytes}", "real numbers or text", "leave the column out before converting"),
        };
        writer.Write(text);
    }

    public override ReadOnlySpan<char> Image(out int slice)
    {
        _row.Row = Position;
        return _row.Image(out slice);
    }

    public override void Dispose()
    {
    }

    protected override void Rewind()
    {
    }

    // The columns of a passthrough file that lacks the row are 0: they are not values.
    protected override bool Read(int position) => position < file.Count && (file.AbsentFrom(position) is not { } passthrough ? true
        : throw new InputException(passthrough, null, $"no particle of row {position + 1} of '{Path}'", "every particle of the dataset", "select the particles that both have (flex3d select --list), or name the passthrough file of the same job"));

    private byte[] Bytes(CsColumn column, int element)
    {
        byte[] bytes = column.Raw(Position).Slice(element * 8, 8).ToArray();
        if (column.Field.BigEndian)
        {
            Array.Reverse(bytes);
        }
        return bytes;
    }
}
