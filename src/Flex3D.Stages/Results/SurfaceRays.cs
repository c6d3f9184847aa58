using System.Numerics;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Results;

/// <summary>Finds where rays meet the isosurface of a map, whose density is interpolated linearly between voxels and is 0 outside the box.</summary>
internal sealed class SurfaceRays
{
    private const int Edge = 8; // voxels along an edge of a block
    private const float Step = 0.6f;
    private const int Halvings = 6;
    private readonly DensityMap _map;
    private readonly float _level;
    private readonly int _blocks;
    private readonly bool[] _near;

    public SurfaceRays(DensityMap map, float level)
    {
        (_map, _level) = (map, level);
        _blocks = (map.Box + Edge - 1) / Edge;
        _near = Near();
    }

    /// <summary>Returns the distance along a ray at which the density first exceeds the level; null where it never does.</summary>
    /// <param name="from">Start of the ray, voxels.</param>
    /// <param name="direction">Unit vector.</param>
    /// <param name="length">Length of the ray, voxels.</param>
    public float? Hit(Vector3 from, Vector3 direction, float length)
    {
        for (float t = 0, before = 0; t < length;)
        {
            Vector3 at = from + t * direction;
            if (!IsNear(at))
            {
                (before, t) = (t, t + Edge); // no voxel of this block or of those around it is above the level
            }
            else if (Density(at) > _level)
            {
                return Between(from, direction, before, t);
            }
            else
            {
                (before, t) = (t, t + Step);
            }
        }
        return null;
    }

    /// <summary>Returns the unit vector out of the surface: down the gradient.</summary>
    public Vector3 Normal(Vector3 at)
    {
        var gradient = new Vector3(
            Density(at + Vector3.UnitX) - Density(at - Vector3.UnitX), Density(at + Vector3.UnitY) - Density(at - Vector3.UnitY), Density(at + Vector3.UnitZ) - Density(at - Vector3.UnitZ));
        float length = gradient.Length();
        return length > 0 ? -gradient / length : Vector3.Zero;
    }

    /// <summary>Interpolates the density of a map at a position in voxels.</summary>
    public static float Density(DensityMap map, Vector3 at)
    {
        int x = (int)MathF.Floor(at.X), y = (int)MathF.Floor(at.Y), z = (int)MathF.Floor(at.Z), n = map.Box;
        if (x < 0 || y < 0 || z < 0 || x + 1 >= n || y + 1 >= n || z + 1 >= n)
        {
            return 0;
        }
        float fx = at.X - x, fy = at.Y - y, fz = at.Z - z;
        return float.Lerp(Plane(z), Plane(z + 1), fz);

        float Plane(int z) => float.Lerp(Row(z, y), Row(z, y + 1), fy);

        float Row(int z, int y) => float.Lerp(map[z, y, x], map[z, y, x + 1], fx);
    }

    private float Density(Vector3 at) => Density(_map, at);

    private float Between(Vector3 from, Vector3 direction, float outside, float inside)
    {
        for (int i = 0; i < Halvings; i++)
        {
            float middle = 0.5f * (outside + inside);
            (outside, inside) = Density(from + middle * direction) > _level ? (outside, middle) : (middle, inside);
        }
        return inside;
    }

    private bool IsNear(Vector3 at)
    {
        int x = (int)MathF.Floor(at.X / Edge), y = (int)MathF.Floor(at.Y / Edge), z = (int)MathF.Floor(at.Z / Edge);
        return x >= 0 && y >= 0 && z >= 0 && x < _blocks && y < _blocks && z < _blocks && _near[(z * _blocks + y) * _blocks + x];
    }

    // Marks the blocks with a voxel above the level, and the blocks around them.
    private bool[] Near()
    {
        bool[] near = new bool[_blocks * _blocks * _blocks];
        int n = _map.Box;
        for (int i = 0; i < _map.Values.Length; i++)
        {
            if (_map.Values[i] > _level)
            {
                int bx = i % n / Edge, by = i / n % n / Edge, bz = i / n / n / Edge;
                for (int z = Math.Max(0, bz - 1); z <= Math.Min(_blocks - 1, bz + 1); z++)
                {
                    for (int y = Math.Max(0, by - 1); y <= Math.Min(_blocks - 1, by + 1); y++)
                    {
                        near.AsSpan((z * _blocks + y) * _blocks)[Math.Max(0, bx - 1)..Math.Min(_blocks, bx + 2)].Fill(true);
                    }
                }
            }
        }
        return near;
    }
}
