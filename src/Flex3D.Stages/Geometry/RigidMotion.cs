namespace Flex3D.Stages.Geometry;

/// <summary>A rotation R and a shift t, Å: a point x moves to R x + t.</summary>
public readonly record struct RigidMotion(Rotation Rotation, double X, double Y, double Z)
{
    /// <summary>The motion that leaves every point where it is.</summary>
    public static RigidMotion Identity { get; } = new(Rotation.Identity, 0, 0, 0);

    /// <summary>Returns R x + t.</summary>
    public (double X, double Y, double Z) Apply(double x, double y, double z)
    {
        (x, y, z) = Rotation.Apply(x, y, z);
        return (x + X, y + Y, z + Z);
    }

    /// <summary>Returns Rᵀ (x − t).</summary>
    public (double X, double Y, double Z) Undo(double x, double y, double z)
    {
        (x, y, z) = (x - X, y - Y, z - Z);
        return (
            Rotation.M00 * x + Rotation.M10 * y + Rotation.M20 * z,
            Rotation.M01 * x + Rotation.M11 * y + Rotation.M21 * z,
            Rotation.M02 * x + Rotation.M12 * y + Rotation.M22 * z);
    }
}
