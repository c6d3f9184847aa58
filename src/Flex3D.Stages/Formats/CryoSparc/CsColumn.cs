namespace Flex3D.Stages.Formats;

/// <summary>One column of a dataset in memory: raw bytes for numbers, a dictionary of distinct strings for text.</summary>
internal sealed class CsColumn
{
    private readonly byte[] _bytes;
    private readonly int[] _codes;
    private readonly List<string> _texts;
    private readonly Dictionary<string, int> _codeOf = [];

    public CsColumn(CsField field, int rows)
    {
        Field = field;
        _bytes = field.IsText ? [] : new byte[(long)rows * field.Bytes];
        _codes = field.IsText ? new int[rows] : [];
        _texts = [];
    }

    public CsField Field { get; }

    public ReadOnlySpan<byte> Raw(int row) => _bytes.AsSpan(row * Field.Bytes, Field.Bytes);

    /// <summary>The bytes of all rows of a column of numbers.</summary>
    public Span<byte> All => _bytes;

    /// <summary>Distinct strings of a column of text, in order of appearance.</summary>
    public IReadOnlyList<string> Texts => _texts;

    public double Number(int row, int element) => Field.ToDouble(Raw(row)[(element * Field.ElementBytes)..]);

    public string Text(int row) => _texts[_codes[row]];

    public void SetRaw(int row, ReadOnlySpan<byte> bytes)
    {
        if (Field.IsText)
        {
            SetText(row, Field.ToText(bytes));
            return;
        }
        bytes.CopyTo(_bytes.AsSpan(row * Field.Bytes));
    }

    public void SetText(int row, string text)
    {
        if (!_codeOf.TryGetValue(text, out int code))
        {
            _codeOf[text] = code = _texts.Count;
            _texts.Add(text);
        }
        _codes[row] = code;
    }

    /// <summary>Returns the same column with chosen rows: row i of the result is row <paramref name="rows"/>[i], or 0 or empty where that is negative.</summary>
    public CsColumn Pick(int[] rows)
    {
        var picked = new CsColumn(Field, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            if (Field.IsText)
            {
                picked.SetText(i, rows[i] < 0 ? "" : Text(rows[i]));
            }
            else if (rows[i] >= 0)
            {
                picked.SetRaw(i, Raw(rows[i]));
            }
        }
        return picked;
    }
}
