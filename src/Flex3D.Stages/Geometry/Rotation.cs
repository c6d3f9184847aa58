namespace Flex3D.Stages.Geometry;

/// <summary>A rotation matrix A taking map coordinates to image coordinates: a map point r appears at (A r)_xy − origin.</summary>
/// <remarks>Row-major 3×3, double. RELION's convention (`Euler_angles2matrix`); projection is along z after the rotation.</remarks>
public readonly record struct Rotation(
    double M00, double M01, double M02,
    double M10, double M11, double M12,
    double M20, double M21, double M22)
{
    public static Rotation Identity { get; } = new(1, 0, 0, 0, 1, 0, 0, 0, 1);

    /// <summary>Creates the rotation of RELION's ZYZ Euler angles, degrees.</summary>
    public static Rotation FromEulerDegrees(double rot, double tilt, double psi)
    {
        (double sa, double ca) = Math.SinCos(rot * Math.PI / 180);
        (double sb, double cb) = Math.SinCos(tilt * Math.PI / 180);
        (double sg, double cg) = Math.SinCos(psi * Math.PI / 180);
        double cc = cb * ca, cs = cb * sa, sc = sb * ca, ss = sb * sa;
        return new(
            cg * cc - sg * sa, cg * cs + sg * ca, -cg * sb,
            -sg * cc - cg * sa, -sg * cs + cg * ca, sg * sb,
            sc, ss, cb);
    }

    /// <summary>Creates the rotation of cryoSPARC's `alignments3D/pose`: A is the transpose of the Rodrigues matrix of the vector (radians).</summary>
    public static Rotation FromCryoSparcPose(double x, double y, double z)
    {
        double t = Math.Sqrt(x * x + y * y + z * z);
        double a = t < 1e-8 ? 1 - t * t / 6 : Math.Sin(t) / t;
        double b = t < 1e-8 ? 0.5 - t * t / 24 : (1 - Math.Cos(t)) / (t * t);
        double c = Math.Cos(t);
        return new(
            c + b * x * x, b * x * y + a * z, b * x * z - a * y,
            b * x * y - a * z, c + b * y * y, b * y * z + a * x,
            b * x * z + a * y, b * y * z - a * x, c + b * z * z);
    }

    /// <summary>Returns cryoSPARC's `alignments3D/pose`, a rotation vector of 0 to π radians: the inverse of <see cref="FromCryoSparcPose"/>.</summary>
    public (double X, double Y, double Z) ToCryoSparcPose()
    {
        // Shepperd's method: the quaternion (w, v) of the matrix is divided by its largest element, which keeps the precision near half a turn.
        double w = 1 + M00 + M11 + M22, x = 1 + M00 - M11 - M22, y = 1 - M00 + M11 - M22, z = 1 - M00 - M11 + M22;
        double largest = Math.Max(Math.Max(w, x), Math.Max(y, z));
        (double W, double X, double Y, double Z) q = largest == w ? (w, M12 - M21, M20 - M02, M01 - M10)
            : largest == x ? (M12 - M21, x, M01 + M10, M20 + M02)
            : largest == y ? (M20 - M02, M01 + M10, y, M12 + M21)
            : (M01 - M10, M20 + M02, M12 + M21, z);
        double length = Math.Sqrt(q.X * q.X + q.Y * q.Y + q.Z * q.Z), sign = q.W < 0 ? -1 : 1;
        double angle = 2 * Math.Atan2(length, Math.Abs(q.W));
        double scale = length > 0 ? sign * angle / length : 0;
        return (q.X * scale, q.Y * scale, q.Z * scale);
    }

    /// <summary>RELION's (rot, tilt, psi) in degrees; where tilt is 0 or 180, psi has the whole rotation and rot is 0.</summary>
    public (double Rot, double Tilt, double Psi) ToEulerDegrees()
    {
        const double Degree = 180 / Math.PI;
        double sinTilt = Math.Sqrt(M02 * M02 + M12 * M12);
        if (sinTilt < 1e-9)
        {
            return M22 > 0 ? (0, 0, Math.Atan2(M01, M00) * Degree) : (0, 180, Math.Atan2(M01, -M00) * Degree);
        }
        return (Math.Atan2(M21, M20) * Degree, Math.Atan2(sinTilt, M22) * Degree, Math.Atan2(M12, -M02) * Degree);
    }

    /// <summary>Creates exp([ω]×), the turn by |ω| radians about the axis ω, counterclockwise seen from its end.</summary>
    public static Rotation FromVector(double x, double y, double z) => FromCryoSparcPose(-x, -y, -z);

    /// <summary>Returns the rotation vector ω, 0 to π radians: the inverse of <see cref="FromVector"/>.</summary>
    public (double X, double Y, double Z) ToVector()
    {
        (double x, double y, double z) = ToCryoSparcPose();
        return (-x, -y, -z);
    }

    /// <summary>Returns the trace of the rotation A Bᵀ from another B to this one A: 1 + 2 cos of the angle between them.</summary>
    public double TraceOf(in Rotation b) =>
        M00 * b.M00 + M01 * b.M01 + M02 * b.M02 + M10 * b.M10 + M11 * b.M11 + M12 * b.M12 + M20 * b.M20 + M21 * b.M21 + M22 * b.M22;

    /// <summary>Returns the product of this rotation and another, which acts first.</summary>
    public Rotation Times(in Rotation b) => new(
        M00 * b.M00 + M01 * b.M10 + M02 * b.M20, M00 * b.M01 + M01 * b.M11 + M02 * b.M21, M00 * b.M02 + M01 * b.M12 + M02 * b.M22,
        M10 * b.M00 + M11 * b.M10 + M12 * b.M20, M10 * b.M01 + M11 * b.M11 + M12 * b.M21, M10 * b.M02 + M11 * b.M12 + M12 * b.M22,
        M20 * b.M00 + M21 * b.M10 + M22 * b.M20, M20 * b.M01 + M21 * b.M11 + M22 * b.M21, M20 * b.M02 + M21 * b.M12 + M22 * b.M22);

    public (double X, double Y, double Z) Apply(double x, double y, double z) => (
        M00 * x + M01 * y + M02 * z,
        M10 * x + M11 * y + M12 * z,
        M20 * x + M21 * y + M22 * z);
}
