using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Focusing;

/// <summary>Sums how far the first run's flow carries a region.</summary>
internal sealed class CarriedSums
{
    private readonly (double X, double Y, double Z) _centre;
    private double _turns, _shifts;
    private int _count;

    /// <param name="map">The map.</param>
    /// <param name="share">The region's share of each voxel.</param>
    public CarriedSums(DensityMap map, DensityMap share)
    {
        int n = map.Box;
        double all = 0, x = 0, y = 0, z = 0;
        for (int i = 0; i < map.Values.Length; i++)
        {
            double weight = Math.Max(0, share.Values[i] * map.Values[i]);
            (all, x, y, z) = (all + weight, x + weight * (i % n - n / 2), y + weight * (i / n % n - n / 2), z + weight * (i / n / n - n / 2));
        }
        double scale = all > 0 ? map.PixelSizeAngstrom / all : 0;
        _centre = (x * scale, y * scale, z * scale);
    }

    /// <summary>RMS turn, degrees.</summary>
    public double TurnDegrees => Math.Sqrt(_turns / Math.Max(1, _count)) * 180 / Math.PI;

    /// <summary>RMS displacement of the region's centre of mass, Å.</summary>
    public double ShiftAngstrom => Math.Sqrt(_shifts / Math.Max(1, _count));

    public void Add(in RigidMotion motion)
    {
        (double a, double b, double c) = motion.Rotation.ToVector();
        (double x, double y, double z) = motion.Apply(_centre.X, _centre.Y, _centre.Z);
        (x, y, z) = (x - _centre.X, y - _centre.Y, z - _centre.Z);
        _turns += a * a + b * b + c * c;
        _shifts += x * x + y * y + z * z;
        _count++;
    }
}
