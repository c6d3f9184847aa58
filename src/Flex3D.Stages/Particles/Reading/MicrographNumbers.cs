using System.Buffers.Binary;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Numbers micrographs from 1, in the order in which their names or uids are first asked for.</summary>
/// <remarks>After <see cref="Particle.MostMicrographs"/> numbers they are given out again, so that some micrographs share one.</remarks>
internal sealed class MicrographNumbers
{
    /// <summary>The column of a dataset with the name of the micrograph.</summary>
    public const string PathColumn = "location/micrograph_path";

    /// <summary>The column of a dataset with the uid of the micrograph, which is preferred.</summary>
    public const string UidColumn = "location/micrograph_uid";

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byName = new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly Dictionary<ulong, int> _byUid = [];

    /// <summary>Returns the number of a micrograph by its name; 0 for no name.</summary>
    public int Of(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Equals("None", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }
        if (!_byName.TryGetValue(name, out int number))
        {
            _byName[name] = number = Next(_byName.Dictionary.Count);
        }
        return number;
    }

    /// <summary>Returns the number of a micrograph by its uid; 0 for none.</summary>
    public int Of(ulong uid)
    {
        if (uid == 0)
        {
            return 0;
        }
        if (!_byUid.TryGetValue(uid, out int number))
        {
            _byUid[uid] = number = Next(_byUid.Count);
        }
        return number;
    }

    /// <summary>Returns the function that numbers the micrograph of a row of a dataset: by uid where it has them, else by path; 0 where it has neither.</summary>
    public Func<int, int> OfRows(CsFile file)
    {
        if (file.Has(UidColumn) && file.Column(UidColumn) is { Field: { IsText: false, Bytes: sizeof(ulong) } } uids && uids.All.ContainsAnyExcept((byte)0))
        {
            return row => Of(BinaryPrimitives.ReadUInt64LittleEndian(uids.Raw(row)));
        }
        return file.Has(PathColumn) ? row => Of(file.Text(PathColumn, row)) : _ => 0;
    }

    private static int Next(int known) => 1 + known % Particle.MostMicrographs;
}
