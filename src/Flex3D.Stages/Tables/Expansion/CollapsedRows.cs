using System.Buffers.Binary;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tables.Expansion;

/// <summary>The first row of each image of an expanded table, with the uid of its source and without the columns of the expansion.</summary>
internal sealed class CollapsedRows : IReplacedValues
{
    private readonly ExpandedImages? _images;
    private int _row;

    /// <summary>Reads an expanded table once.</summary>
    /// <exception cref="InputException">The table has no column that says what was expanded.</exception>
    public CollapsedRows(TableSource source)
    {
        if (CsFile.IsDataset(source.Path))
        {
            CsFile dataset = CsFile.Read(source.Path, source.Passthrough, name => name is "uid" or ExpandedRows.Source or ExpandedRows.Copy);
            _images = new ExpandedImages(dataset);
            Require(_images.Given, source.Path, ExpandedRows.Source);
            Count = dataset.Count;
            var seen = new HashSet<ulong>();
            Chosen = [.. Enumerable.Range(0, Count).Where(row => seen.Add(_images.SourceOf(row)))];
            LeftOut = [ExpandedRows.Source, ExpandedRows.Copy];
            return;
        }
        using TableRows rows = TableRows.Open(source);
        int copy = rows.IndexOf(ExpandedRows.StarCopy);
        Require(copy >= 0, source.Path, ExpandedRows.StarCopy);
        var chosen = new List<int>();
        while (rows.Next())
        {
            if (rows.Number(copy, 0) == 0)
            {
                chosen.Add(rows.Position);
            }
        }
        (Count, Chosen, LeftOut) = (rows.Position + 1, chosen, [ExpandedRows.StarCopy]);
    }

    /// <summary>The number of rows of the table.</summary>
    public int Count { get; }

    /// <summary>Positions of the rows to write, ascending.</summary>
    public IReadOnlyList<int> Chosen { get; }

    public IReadOnlyCollection<string> LeftOut { get; }

    public IReadOnlyList<string> Added => [];

    public void MoveTo(int row) => _row = row;

    public IReadOnlyList<double>? Of(string name) => null;

    public bool Put(string name, Span<byte> bytes)
    {
        if (name != "uid" || bytes.Length != sizeof(ulong))
        {
            return false;
        }
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _images!.SourceOf(_row));
        return true;
    }

    private static void Require(bool holds, string path, string column)
    {
        if (!holds)
        {
            throw new InputException(path, null, $"no column '{column}'", "a table that was expanded by flex3d expand, or by cryoSPARC", "give the expanded table; rows of any other are picked with flex3d select");
        }
    }
}
