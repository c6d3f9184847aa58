using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Orientations;

/// <summary>Reads and changes the orientation in a pose of <see cref="ImageShard.Pose"/>, whose rows 0 and 1 are those of the rotation A, magnified, in pixels per Å.</summary>
internal static class ImagePose
{
    /// <summary>Returns the rotation A: of magnified rows that are not at right angles, the one whose first row has their first row's direction.</summary>
    public static Rotation Orientation(ReadOnlySpan<float> pose)
    {
        (double x, double y, double z) = Unit(pose[0], pose[1], pose[2]);
        double along = pose[3] * x + pose[4] * y + pose[5] * z;
        (double u, double v, double w) = Unit(pose[3] - along * x, pose[4] - along * y, pose[5] - along * z);
        return new(x, y, z, u, v, w, y * w - z * v, z * u - x * w, x * v - y * u);
    }

    /// <summary>Replaces the rotation by another; magnification and shift stay as they are.</summary>
    public static void Turn(Span<float> pose, in Rotation to)
    {
        Rotation from = Orientation(pose);
        // The rows are M A, so M A' = (M A) (Aᵀ A').
        Rotation turn = new Rotation(from.M00, from.M10, from.M20, from.M01, from.M11, from.M21, from.M02, from.M12, from.M22).Times(to);
        for (int row = 0; row < 6; row += 3)
        {
            (double x, double y, double z) = (pose[row], pose[row + 1], pose[row + 2]);
            pose[row] = (float)(x * turn.M00 + y * turn.M10 + z * turn.M20);
            pose[row + 1] = (float)(x * turn.M01 + y * turn.M11 + z * turn.M21);
            pose[row + 2] = (float)(x * turn.M02 + y * turn.M12 + z * turn.M22);
        }
    }

    private static (double X, double Y, double Z) Unit(double x, double y, double z)
    {
        double length = Math.Sqrt(x * x + y * y + z * z);
        return (x / length, y / length, z / length);
    }
}
