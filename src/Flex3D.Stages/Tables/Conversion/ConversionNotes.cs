namespace Flex3D.Stages.Tables.Conversion;

/// <summary>Collects what a user must know of a conversion: the columns that were left out, and what was expressed in another way.</summary>
internal sealed class ConversionNotes
{
    private readonly List<string> _lines = [];

    /// <summary>The notes, a sentence each.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(line);

    /// <summary>Notes the names that have no counterpart, in one line; nothing where there are none.</summary>
    /// <param name="what">What they are, such as <c>columns</c>.</param>
    /// <param name="format">The format that does not have them.</param>
    public void LeftOut(string what, string format, IEnumerable<string> names)
    {
        string all = string.Join(", ", names);
        if (all.Length > 0)
        {
            Add($"{what} without a counterpart in {format}, left out: {all}");
        }
    }
}
