using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>The turn and shift of a region in every particle, from the particle's given pose, within bounds.</summary>
/// <remarks>A particle is written by one thread at a time; different particles may be written together. 20 bytes a particle.</remarks>
public sealed class RegionPoses
{
    private const int Width = 5;
    private const double AtBound = 0.999;

    private readonly float[] _offsets;
    private readonly double _x, _y, _z, _pixel;

    /// <param name="count">Number of particles.</param>
    /// <param name="region">The region, which turns about its centre.</param>
    public RegionPoses(int count, LocalRegion region, LocalRefinementOptions options)
    {
        _offsets = new float[Width * count];
        (_x, _y, _z) = region.CentreAngstrom;
        _pixel = region.Mask.PixelSizeAngstrom;
        (MostRadians, MostPixels) = (options.AngleDegrees * Math.PI / 180, options.ShiftAngstrom / _pixel);
    }

    /// <summary>Number of particles.</summary>
    public int Count => _offsets.Length / Width;

    /// <summary>The largest turn, radians.</summary>
    public double MostRadians { get; }

    /// <summary>The largest shift, pixels.</summary>
    public double MostPixels { get; }

    /// <summary>Turn of a particle's region: the rotation vector about the map's axes, radians, and the shift of its projection, pixels.</summary>
    public ReadOnlySpan<float> this[int particle] => _offsets.AsSpan(Width * particle, Width);

    /// <summary>Copies a particle's turn and shift.</summary>
    internal void Read(int particle, Span<double> offset)
    {
        offset.Clear();
        for (int j = 0; j < Width; j++)
        {
            offset[j] = _offsets[Width * particle + j];
        }
    }

    /// <summary>Sets a particle's turn and shift; what lies beyond the bounds is brought to them.</summary>
    internal void Write(int particle, ReadOnlySpan<double> offset)
    {
        double turn = Math.Min(1, MostRadians / Math.Max(Norm(offset[..3]), double.Epsilon)), shift = Math.Min(1, MostPixels / Math.Max(Norm(offset.Slice(3, 2)), double.Epsilon));
        for (int j = 0; j < Width; j++)
        {
            _offsets[Width * particle + j] = (float)(offset[j] * (j < 3 ? turn : shift));
        }
    }

    /// <summary>Changes the poses of a shard from those of the map to those of the region at its given place: the map's origin becomes the region's centre.</summary>
    internal void ToCentre(ImageShard shard)
    {
        for (int i = 0; i < shard.Count; i++)
        {
            Span<float> pose = shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength);
            pose[6] += (float)(pose[0] * _x + pose[1] * _y + pose[2] * _z);
            pose[7] += (float)(pose[3] * _x + pose[4] * _y + pose[5] * _z);
        }
    }

    /// <summary>Turns and shifts the poses of a shard, which are those of <see cref="ToCentre"/>, as each particle's region is.</summary>
    internal void Apply(ImageShard shard)
    {
        Span<double> offset = stackalloc double[OwnState.OffsetLength];
        Span<float> given = stackalloc float[ImageShard.PoseLength];
        for (int i = 0; i < shard.Count; i++)
        {
            Span<float> pose = shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength);
            pose.CopyTo(given);
            Read(shard.Particles[i], offset);
            OwnState.Pose(given, offset, pose);
        }
    }

    /// <summary>Returns the RMS turn, degrees, the RMS shift, Å, and the share of the particles that are at a bound, 0 to 1.</summary>
    public (double TurnDegrees, double ShiftAngstrom, double AtBounds) Summary()
    {
        double turn = 0, shift = 0;
        int bound = 0;
        Span<double> offset = stackalloc double[OwnState.OffsetLength];
        for (int p = 0; p < Count; p++)
        {
            Read(p, offset);
            double t = Norm(offset[..3]), s = Norm(offset.Slice(3, 2));
            (turn, shift) = (turn + t * t, shift + s * s);
            bound += t >= AtBound * MostRadians || s >= AtBound * MostPixels ? 1 : 0;
        }
        int count = Math.Max(1, Count);
        return (Math.Sqrt(turn / count) * 180 / Math.PI, Math.Sqrt(shift / count) * _pixel, (double)bound / count);
    }

    private static double Norm(ReadOnlySpan<double> vector)
    {
        double square = 0;
        foreach (double value in vector)
        {
            square += value * value;
        }
        return Math.Sqrt(square);
    }
}
