using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Imaging;

/// <summary>Applies anisotropic magnification to the map → image projection.</summary>
/// <remarks>
/// RELION projects with M⁻¹A (obs_model, applyAnisoMag) and takes the slice at the inverse of that matrix: the image at
/// frequency s is the map at Aᵀ(M s, 0), times the CTF at M s. In real space a map point r therefore appears at
/// Mᵀ (A r)_xy − origin, with its mass unchanged.
/// </remarks>
internal static class MagnificationMatrix
{
    /// <summary>The 2×3 matrix Mᵀ A_xy, row-major, that takes map to image coordinates.</summary>
    public static (double X0, double X1, double X2, double Y0, double Y1, double Y2) Project(
        (double M00, double M01, double M10, double M11) magnification, in Rotation rotation)
    {
        (double a, double b, double c, double d) = magnification;
        Rotation r = rotation;
        return (
            a * r.M00 + c * r.M10, a * r.M01 + c * r.M11, a * r.M02 + c * r.M12,
            b * r.M00 + d * r.M10, b * r.M01 + d * r.M11, b * r.M02 + d * r.M12);
    }

    /// <summary>Returns the place in the image, Mᵀ r_xy, of a point r that has been turned to the image's axes.</summary>
    public static (double X, double Y) Apply((double M00, double M01, double M10, double M11) magnification, (double X, double Y, double Z) point) =>
        (magnification.M00 * point.X + magnification.M10 * point.Y, magnification.M01 * point.X + magnification.M11 * point.Y);
}
