using System.Globalization;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>The current row of a STAR file.</summary>
internal sealed class StarSelectionRow(StarReader reader) : ISelectionRow
{
    private readonly int _image = reader.IndexOf("rlnImageName");

    public string Path => reader.Path;

    public IReadOnlyList<string> Names => reader.Columns;

    /// <summary>The number of the row, from 0; set by the code that advances the reader.</summary>
    public int Row { get; set; }

    public ulong? Uid => null;

    public int IndexOf(string name) => reader.IndexOf(name) is >= 0 and var column ? column : reader.IndexOf(name.TrimStart('_'));

    public bool? HoldsNumbers(int column) => null;

    public int Elements(int column) => 1;

    public double Number(int column, int element) => reader.Number(column);

    public ReadOnlySpan<char> Text(int column) => reader[column];

    /// <summary>Reads 000001@stack.mrcs, numbered from 1; a file of one image has no number.</summary>
    public ReadOnlySpan<char> Image(out int slice)
    {
        ReadOnlySpan<char> text = reader[_image];
        int at = text.IndexOf('@');
        if (at > 0 && int.TryParse(text[..at], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            slice = number - 1;
            return text[(at + 1)..];
        }
        slice = 0;
        return text;
    }
}
