using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>The columns of a table in which its program keeps poses, and their values with the offset of a re-estimated pose.</summary>
/// <param name="rows">The table.</param>
/// <param name="remedy">What to do where the table has no poses.</param>
internal abstract class PoseColumns(TableRows rows, string remedy)
{
    /// <summary>Columns that re-estimated poses need and the table does not have.</summary>
    public virtual IReadOnlyList<string> Added => [];

    /// <summary>What to do where the table has no poses.</summary>
    protected string Remedy => remedy;

    /// <summary>The rows.</summary>
    protected TableRows Rows => rows;

    /// <summary>Returns the orientation of the current row.</summary>
    public abstract Rotation Given();

    /// <summary>Returns the columns of the orientation, and their values with the offset in the current row.</summary>
    public abstract IEnumerable<(string Name, double[] Values)> Orientation(PoseOffset offset);

    /// <summary>Returns the columns of the origin, and their values with the offset in the current row.</summary>
    public abstract IEnumerable<(string Name, double[] Values)> Origin(PoseOffset offset);

    /// <summary>Returns the index of a column that the table must have.</summary>
    /// <param name="elements">How many numbers it must have.</param>
    protected int Require(string name, int elements) =>
        rows.IndexOf(name) is >= 0 and var column && rows.Elements(column) == elements ? column
            : throw new InputException(rows.Path, null, $"no column '{name}'{(elements > 1 ? $" of {elements} numbers" : "")}", "the poses of the particles", Remedy);
}

/// <summary>RELION's columns: Euler angles in degrees, and origins in Å or, before RELION 3.1, in pixels.</summary>
internal sealed class RelionPoseColumns : PoseColumns
{
    private static readonly string[] s_angst = ["rlnOriginXAngst", "rlnOriginYAngst"], s_pixel = ["rlnOriginX", "rlnOriginY"];

    private readonly int _rot, _tilt, _psi;
    private readonly int[] _angst, _pixel;
    private readonly RelionOpticsColumns _optics;

    /// <exception cref="InputException">The table has no angles.</exception>
    public RelionPoseColumns(TableRows rows, string remedy)
        : base(rows, remedy)
    {
        (_rot, _tilt, _psi) = (Require("rlnAngleRot", 1), Require("rlnAngleTilt", 1), Require("rlnAnglePsi", 1));
        (_angst, _pixel) = (Array.ConvertAll(s_angst, rows.IndexOf), Array.ConvertAll(s_pixel, rows.IndexOf));
        _optics = new RelionOpticsColumns(rows);
        Added = [.. Enumerable.Range(0, 2).Where(axis => _angst[axis] < 0 && _pixel[axis] < 0).Select(axis => s_angst[axis])];
    }

    public override IReadOnlyList<string> Added { get; }

    public override Rotation Given() => Rotation.FromEulerDegrees(Rows.Number(_rot, 0), Rows.Number(_tilt, 0), Rows.Number(_psi, 0));

    public override IEnumerable<(string Name, double[] Values)> Orientation(PoseOffset offset)
    {
        (double rot, double tilt, double psi) = offset.Turn(Given()).ToEulerDegrees();
        return [("rlnAngleRot", [rot]), ("rlnAngleTilt", [tilt]), ("rlnAnglePsi", [psi])];
    }

    // Where a table has both, readers take the origin in Å; that in pixels is kept true, too.
    public override IEnumerable<(string Name, double[] Values)> Origin(PoseOffset offset)
    {
        for (int axis = 0; axis < 2; axis++)
        {
            if (_angst[axis] >= 0 || _pixel[axis] < 0)
            {
                yield return (s_angst[axis], [Moved(_angst[axis], axis, 1, offset)]);
            }
            if (_pixel[axis] >= 0)
            {
                yield return (s_pixel[axis], [Moved(_pixel[axis], axis, _optics.PixelSize(), offset)]);
            }
        }
    }

    // In units of so many Å.
    private double Moved(int column, int axis, double unit, PoseOffset offset)
    {
        double origin = column < 0 ? 0 : Rows.Number(column, 0) * unit;
        (double x, double y) = offset.Move(origin, origin);
        return (axis == 0 ? x : y) / unit;
    }
}

/// <summary>cryoSPARC's columns: a rotation vector, and a shift in pixels of <c>alignments3D/psize_A</c>, float32.</summary>
internal sealed class CryoSparcPoseColumns : PoseColumns
{
    private const string Pose = "alignments3D/pose", Shift = "alignments3D/shift", ShiftPixel = "alignments3D/psize_A", ImagePixel = "blob/psize_A";

    private readonly int _pose, _shift, _shiftPixel, _imagePixel;

    /// <exception cref="InputException">The table has no poses or shifts.</exception>
    public CryoSparcPoseColumns(TableRows rows, string remedy)
        : base(rows, remedy) =>
        (_pose, _shift, _shiftPixel, _imagePixel) = (Require(Pose, 3), Require(Shift, 2), rows.IndexOf(ShiftPixel), rows.IndexOf(ImagePixel));

    /// <summary>The columns that are read.</summary>
    public static IReadOnlyList<string> Names { get; } = [Pose, Shift, ShiftPixel, ImagePixel, "uid", "blob/path"];

    public override Rotation Given() => Rotation.FromCryoSparcPose(Rows.Number(_pose, 0), Rows.Number(_pose, 1), Rows.Number(_pose, 2));

    public override IEnumerable<(string Name, double[] Values)> Orientation(PoseOffset offset)
    {
        (double x, double y, double z) = offset.Turn(Given()).ToCryoSparcPose();
        return [(Pose, [(float)x, (float)y, (float)z])];
    }

    public override IEnumerable<(string Name, double[] Values)> Origin(PoseOffset offset)
    {
        double pixel = Positive(_shiftPixel) ?? Positive(_imagePixel)
            ?? throw new InputException(Rows.Path, Rows.Place, "no pixel size of the shifts", $"{ShiftPixel} or {ImagePixel}, above 0", Remedy);
        (double x, double y) = offset.Move(Rows.Number(_shift, 0) * pixel, Rows.Number(_shift, 1) * pixel);
        return [(Shift, [(float)(x / pixel), (float)(y / pixel)])];
    }

    private double? Positive(int column) => column >= 0 && Rows.Number(column, 0) is > 0 and var value ? value : null;
}
