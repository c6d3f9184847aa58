using System.Numerics;

namespace Flex3D.Stages.Surfaces;

/// <summary>A sum of squared distances from planes, each weighted with an area: a quadratic function of a point (Garland &amp; Heckbert 1997).</summary>
internal struct Quadric
{
    private double _xx, _xy, _xz, _yy, _yz, _zz, _x, _y, _z, _one;

    /// <summary>Adds the plane of a triangle, weighted with its area.</summary>
    public void Add(Vector3 a, Vector3 b, Vector3 c)
    {
        Vector3 across = Vector3.Cross(b - a, c - a);
        double length = across.Length();
        if (length == 0)
        {
            return;
        }
        double x = across.X / length, y = across.Y / length, z = across.Z / length, d = -(x * a.X + y * a.Y + z * a.Z), w = 0.5 * length;
        (_xx, _xy, _xz, _x) = (_xx + w * x * x, _xy + w * x * y, _xz + w * x * z, _x + w * x * d);
        (_yy, _yz, _y) = (_yy + w * y * y, _yz + w * y * z, _y + w * y * d);
        (_zz, _z, _one) = (_zz + w * z * z, _z + w * z * d, _one + w * d * d);
    }

    public static Quadric operator +(in Quadric a, in Quadric b) => new()
    {
        _xx = a._xx + b._xx, _xy = a._xy + b._xy, _xz = a._xz + b._xz, _x = a._x + b._x,
        _yy = a._yy + b._yy, _yz = a._yz + b._yz, _y = a._y + b._y,
        _zz = a._zz + b._zz, _z = a._z + b._z, _one = a._one + b._one,
    };

    /// <summary>The sum at a point; rounding may make it a little less than 0.</summary>
    public readonly double At(Vector3 p) =>
        p.X * (_xx * p.X + 2 * (_xy * p.Y + _xz * p.Z + _x)) + p.Y * (_yy * p.Y + 2 * (_yz * p.Z + _y)) + p.Z * (_zz * p.Z + 2 * _z) + _one;

    /// <summary>The point where the sum is least, found near another one; that other one where the planes do not fix it.</summary>
    /// <param name="near">A point close to the surface.</param>
    /// <param name="reach">The farthest that the result may be from it, Å.</param>
    public readonly Vector3 Least(Vector3 near, float reach)
    {
        // A little of the distance from the point itself keeps the equations solvable where all planes are alike.
        double keep = 1e-3 * (_xx + _yy + _zz);
        double xx = _xx + keep, yy = _yy + keep, zz = _zz + keep;
        double rx = keep * near.X - _x, ry = keep * near.Y - _y, rz = keep * near.Z - _z;
        double cx = yy * zz - _yz * _yz, cy = _xz * _yz - _xy * zz, cz = _xy * _yz - _xz * yy;
        double determinant = xx * cx + _xy * cy + _xz * cz;
        if (!(determinant > 0))
        {
            return near;
        }
        var least = new Vector3(
            (float)((rx * cx + ry * cy + rz * cz) / determinant),
            (float)((rx * cy + ry * (xx * zz - _xz * _xz) + rz * (_xz * _xy - xx * _yz)) / determinant),
            (float)((rx * cz + ry * (_xz * _xy - xx * _yz) + rz * (xx * yy - _xy * _xy)) / determinant));
        return Vector3.Distance(least, near) <= reach ? least : near;
    }
}
