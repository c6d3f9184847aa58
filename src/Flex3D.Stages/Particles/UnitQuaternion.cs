using System.Runtime.InteropServices;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Particles;

/// <summary>A rotation as a unit quaternion w + xi + yj + zk.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct UnitQuaternion(double W, double X, double Y, double Z)
{
    /// <summary>Creates the quaternion of a rotation matrix from its largest component, so that the divisor is never small.</summary>
    public static UnitQuaternion Of(in Rotation m)
    {
        double trace = m.M00 + m.M11 + m.M22;
        if (trace > 0)
        {
            double s = 2 * Math.Sqrt(1 + trace);
            return new(s / 4, (m.M21 - m.M12) / s, (m.M02 - m.M20) / s, (m.M10 - m.M01) / s);
        }
        if (m.M00 > m.M11 && m.M00 > m.M22)
        {
            double s = 2 * Math.Sqrt(1 + m.M00 - m.M11 - m.M22);
            return new((m.M21 - m.M12) / s, s / 4, (m.M01 + m.M10) / s, (m.M02 + m.M20) / s);
        }
        if (m.M11 > m.M22)
        {
            double s = 2 * Math.Sqrt(1 + m.M11 - m.M00 - m.M22);
            return new((m.M02 - m.M20) / s, (m.M01 + m.M10) / s, s / 4, (m.M12 + m.M21) / s);
        }
        double t = 2 * Math.Sqrt(1 + m.M22 - m.M00 - m.M11);
        return new((m.M10 - m.M01) / t, (m.M02 + m.M20) / t, (m.M12 + m.M21) / t, t / 4);
    }

    public Rotation ToRotation() => new(
        1 - 2 * (Y * Y + Z * Z), 2 * (X * Y - W * Z), 2 * (X * Z + W * Y),
        2 * (X * Y + W * Z), 1 - 2 * (X * X + Z * Z), 2 * (Y * Z - W * X),
        2 * (X * Z - W * Y), 2 * (Y * Z + W * X), 1 - 2 * (X * X + Y * Y));
}
