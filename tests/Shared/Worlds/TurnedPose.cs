namespace Flex3D.Tests.Worlds;

/// <summary>Poses of molecules that are turned before they are posed.</summary>
internal static class TurnedPose
{
    /// <summary>Replaces the rows of a pose by row·exp(angle [e_axis]×), the matrix of a turn about one of the map's axes.</summary>
    /// <param name="pose">Rows 0 and 1 of A, then the image point of the map's origin.</param>
    /// <param name="axis">0, 1 or 2.</param>
    /// <param name="angle">Radians.</param>
    public static void Turn(Span<float> pose, int axis, double angle)
    {
        (double s, double c) = Math.SinCos(angle);
        (int u, int v) = ((axis + 1) % 3, (axis + 2) % 3);
        for (int row = 0; row < 6; row += 3)
        {
            (double a, double b) = (pose[row + u], pose[row + v]);
            (pose[row + u], pose[row + v]) = ((float)(c * a + s * b), (float)(c * b - s * a));
        }
    }
}
