using System.Buffers.Binary;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Symmetry;
using Flex3D.Stages.Tables.Conversion;

namespace Flex3D.Stages.Tables.Expansion;

/// <summary>The rows of a table once for each operator of a symmetry: the same image with the pose of another of the molecule's equal parts.</summary>
/// <remarks>
/// A map point r appears at (A r)_xy − o. With V(r) = V(c + g(r − c)) the pose (A, o) shows the same as A' = A g with o' = o − (A(c − g c))_xy. A dataset gets
/// cryoSPARC's <c>sym_expand/src_uid</c> and <c>sym_expand/idx</c>, and a uid for each copy, of which the first is the source's; a STAR file gets
/// <c>flex3dSymmetryCopy</c>. Columns that Flex3D wrote are left out: what they say holds in the frame of the given pose alone.
/// </remarks>
internal sealed class ExpandedRows : IReplacedValues, IDisposable
{
    public const string StarCopy = "flex3dSymmetryCopy", Source = ExpandedImages.Column, Copy = "sym_expand/idx";

    private const string Uid = "uid", Own = "flex3d", Remedy = "give a table that has them";

    private readonly TableRows _rows;
    private readonly PoseColumns _pose;
    private readonly SymmetryFrame _frame;
    private readonly IReadOnlyList<Rotation> _operators;
    private readonly Dictionary<string, double[]> _values = [];
    private int _copy;

    public ExpandedRows(TableRows rows, SymmetryFrame frame)
    {
        (_rows, _frame, _operators) = (rows, frame, frame.Operators);
        _pose = rows.IsCryoSparc ? new CryoSparcPoseColumns(rows, Remedy) : new RelionPoseColumns(rows, Remedy);
        string? expanded = rows.Names.FirstOrDefault(name => name is StarCopy or Source or Copy);
        if (expanded is not null)
        {
            throw new InputException(rows.Path, null, $"the column '{expanded}': the table has been expanded before", "a table of particles with one row each", "take the expansion back with flex3d expand --back, and expand the result");
        }
        LeftOut = [.. rows.Names.Where(name => name.StartsWith(Own, StringComparison.Ordinal))];
        Added = rows.IsCryoSparc ? [] : [StarCopy, .. Centred ? Array.Empty<string>() : _pose.Added];
        AddedFields = rows.IsCryoSparc ? [new CsField(Source, 'u', sizeof(ulong), [], false), new CsField(Copy, 'u', sizeof(uint), [], false)] : [];
    }

    public IReadOnlyCollection<string> LeftOut { get; }

    public IReadOnlyList<string> Added { get; }

    public IReadOnlyList<CsField> AddedFields { get; }

    public int Copies => _operators.Count;

    private bool Centred => (_frame.X, _frame.Y, _frame.Z) == (0, 0, 0);

    /// <summary>Whether a column of a dataset has to be read.</summary>
    public static bool Needs(string column) => CryoSparcPoseColumns.Names.Contains(column) || column is Source or Copy || column.StartsWith(Own, StringComparison.Ordinal);

    public void MoveTo(int row)
    {
        while (_rows.Position < row && _rows.Next())
        {
        }
        Use(0);
    }

    public void Use(int copy)
    {
        _copy = copy;
        _values.Clear();
        _values[StarCopy] = [copy];
        if (copy == 0)
        {
            return;
        }
        Rotation g = _operators[copy];
        (double x, double y, double z) = g.ToVector();
        (double ox, double oy, double oz) = _frame.Offset(g);
        (double sx, double sy, _) = _pose.Given().Apply(ox, oy, oz);
        var offset = new PoseOffset(x, y, z, sx, sy);
        foreach ((string name, double[] values) in Centred ? _pose.Orientation(offset) : _pose.Orientation(offset).Concat(_pose.Origin(offset)))
        {
            _values[name] = values;
        }
    }

    public IReadOnlyList<double>? Of(string name) => _values.GetValueOrDefault(name);

    public bool Put(string name, Span<byte> bytes)
    {
        ulong source = _rows.Uid ?? 0;
        switch (name)
        {
            case Uid when bytes.Length == sizeof(ulong):
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, _copy == 0 ? source : MadeUid.Mix(source + MadeUid.Mix((ulong)_copy)));
                return true;
            case Source:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, source);
                return true;
            case Copy:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)_copy);
                return true;
            default:
                return false;
        }
    }

    public void Dispose() => _rows.Dispose();
}
