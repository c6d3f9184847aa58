using System.Numerics;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Results;

/// <summary>Finds where rays meet the isosurface of a map, whose density is interpolated linearly between voxels and is 0 outside the box.</summary>
internal sealed class SurfaceRays
{
    private const int Edge = 4; // voxels along an edge of a block
    private const float Step = 0.6f, StepOutside = 1;
    private const int Halvings = 6;
    private readonly DensityMap _map;
    private readonly float _level;
    private readonly int _blocks;
    private readonly byte[] _away; // how many blocks the nearest one with a voxel above the level is away

    public SurfaceRays(DensityMap map, float level)
    {
        (_map, _level) = (map, level);
        _blocks = (map.Box + Edge - 1) / Edge;
        _away = Away();
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
            float free = Free(at);
            if (free == 0 && Density(at) > _level)
            {
                return Between(from, direction, before, t);
            }
            (before, t) = (t, t + MathF.Max(free, Step));
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
        ReadOnlySpan<float> values = map.Values.AsSpan((z * n + y) * n + x, (n + 1) * n + 2);
        float low = float.Lerp(float.Lerp(values[0], values[1], fx), float.Lerp(values[n], values[n + 1], fx), fy);
        values = values[(n * n)..];
        return float.Lerp(low, float.Lerp(float.Lerp(values[0], values[1], fx), float.Lerp(values[n], values[n + 1], fx), fy), fz);
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

    // How far a ray may go from a point, in whichever direction, without a voxel above the level in reach of the interpolation, voxels.
    private float Free(Vector3 at)
    {
        int x = (int)MathF.Floor(at.X / Edge), y = (int)MathF.Floor(at.Y / Edge), z = (int)MathF.Floor(at.Z / Edge);
        if (x < 0 || y < 0 || z < 0 || x >= _blocks || y >= _blocks || z >= _blocks)
        {
            return StepOutside;
        }
        int away = _away[(z * _blocks + y) * _blocks + x];
        return away < 2 ? 0 : (away - 1) * Edge - 1;
    }

    // Chebyshev distances, in one pass from the first block to the last and one back: each looks at the 13 neighbours that it has passed.
    private byte[] Away()
    {
        int n = _map.Box, wide = _blocks + 2; // a block more on either side, so that every block has all neighbours
        byte[] padded = new byte[wide * wide * wide];
        Array.Fill(padded, byte.MaxValue);
        for (int row = 0; row < n * n; row++)
        {
            ReadOnlySpan<float> values = _map.Values.AsSpan(row * n, n);
            Span<byte> blocks = padded.AsSpan(((row / n / Edge + 1) * wide + row % n / Edge + 1) * wide + 1, _blocks);
            for (int x = 0; x < n; x++)
            {
                if (values[x] > _level)
                {
                    blocks[x / Edge] = 0;
                }
            }
        }
        int[] before = [.. Enumerable.Range(0, 13).Select(i => ((i / 9 - 1) * wide + i / 3 % 3 - 1) * wide + i % 3 - 1)];
        byte[] away = new byte[_blocks * _blocks * _blocks];
        for (int i = 0; i < away.Length; i++)
        {
            Shorten(i, 1);
        }
        for (int i = away.Length - 1; i >= 0; i--)
        {
            away[i] = Shorten(i, -1);
        }
        return away;

        byte Shorten(int i, int sign)
        {
            int at = ((i / _blocks / _blocks + 1) * wide + i / _blocks % _blocks + 1) * wide + i % _blocks + 1;
            foreach (int neighbour in before)
            {
                padded[at] = (byte)Math.Min(padded[at], Math.Min(padded[at + sign * neighbour], (byte)254) + 1);
            }
            return padded[at];
        }
    }
}
