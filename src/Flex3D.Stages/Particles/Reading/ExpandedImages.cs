using System.Buffers.Binary;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Numbers the images of a dataset from which cryoSPARC's symmetry expansion made several rows: those of one <c>sym_expand/src_uid</c>.</summary>
/// <remarks>A row whose src_uid is 0 was not expanded, and counts as its own source: it may be the source of other rows.</remarks>
internal sealed class ExpandedImages(CsFile file)
{
    public const string Column = "sym_expand/src_uid";

    private readonly bool _given = file.Has(Column) && file.Column(Column).Field.Bytes == sizeof(ulong);
    private readonly Dictionary<ulong, int> _numbers = [];

    /// <summary>Whether the dataset has the column.</summary>
    public bool Given => _given;

    /// <summary>Returns the uid of the row that the row was made from, its own where it was not expanded; 0 where the dataset does not say.</summary>
    public ulong SourceOf(int row)
    {
        ulong source = _given ? BinaryPrimitives.ReadUInt64LittleEndian(file.Column(Column).Raw(row)) : 0;
        return _given && source == 0 && file.Has("uid") ? file.Uid(row) : source;
    }

    /// <summary>Returns the number of the row's image, from 1; 0 where the dataset does not say.</summary>
    public int NumberOf(int row)
    {
        ulong source = SourceOf(row);
        if (source == 0)
        {
            return 0;
        }
        if (!_numbers.TryGetValue(source, out int number))
        {
            _numbers[source] = number = _numbers.Count + 1;
        }
        return number;
    }
}
