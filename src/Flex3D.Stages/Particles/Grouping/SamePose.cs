namespace Flex3D.Stages.Particles.Grouping;

/// <summary>Tells whether two rows of one image describe the same particle: their poses agree to <see cref="Degrees"/> and <see cref="Pixels"/>.</summary>
/// <remarks>Rows of the same particle from two refinements agree that closely; the copies of a symmetry expansion, and other particles of one image, do not.</remarks>
internal static class SamePose
{
    /// <summary>Angle below which two rotations are the same.</summary>
    public const double Degrees = 1;

    /// <summary>Distance below which two origins are the same, pixels of the image.</summary>
    public const double Pixels = 0.5;

    // The trace of AᵀB is 1 + 2 cos(angle between A and B).
    private static readonly double s_trace = 1 + 2 * Math.Cos(Degrees * Math.PI / 180);

    public static bool Of(in Particle a, in Particle b, double pixelSizeAngstrom)
    {
        (double x, double y) = (a.OriginXAngstrom - b.OriginXAngstrom, a.OriginYAngstrom - b.OriginYAngstrom);
        double near = Pixels * pixelSizeAngstrom;
        if (x * x + y * y >= near * near)
        {
            return false;
        }
        (Geometry.Rotation p, Geometry.Rotation q) = (a.Rotation, b.Rotation);
        double trace = p.M00 * q.M00 + p.M01 * q.M01 + p.M02 * q.M02 + p.M10 * q.M10 + p.M11 * q.M11 + p.M12 * q.M12 + p.M20 * q.M20 + p.M21 * q.M21 + p.M22 * q.M22;
        return trace > s_trace;
    }
}
