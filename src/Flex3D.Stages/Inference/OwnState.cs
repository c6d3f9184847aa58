using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Inference;

/// <summary>The own parameters of a shard's images while they are estimated: latents, offsets from the given poses and defocus values, contrasts. The shard's poses, terms and contrasts follow them.</summary>
/// <remarks>An orientation A₀ with the offset ω is A₀·exp([ω]×), [ω]× the cross product's matrix: the molecule turns about its own axes before it is posed.</remarks>
internal sealed class OwnState(int dimension, int capacity)
{
    /// <summary>Numbers of an offset: the turn (radians, about the map's axes), the shift (pixels), then the change of both defocus values (Å).</summary>
    public const int OffsetLength = 6;

    /// <summary>Index of the change of defocus in an offset.</summary>
    public const int Defocus = 5;

    /// <summary>[image][K].</summary>
    public float[] Latents { get; } = new float[capacity * dimension];

    /// <summary>[image][<see cref="OffsetLength"/>].</summary>
    public double[] Offsets { get; } = new double[capacity * OffsetLength];

    public Span<float> Latent(int image) => Latents.AsSpan(image * dimension, dimension);

    public Span<double> Offset(int image) => Offsets.AsSpan(image * OffsetLength, OffsetLength);

    /// <summary>Copies the state of an image from another, without the shard's.</summary>
    public void Copy(OwnState from, int image)
    {
        from.Latent(image).CopyTo(Latent(image));
        from.Offset(image).CopyTo(Offset(image));
    }

    /// <summary>Returns the offset of a turn by <paramref name="then"/> and, after it, by <paramref name="first"/>: exp([first]×)·exp([then]×).</summary>
    public static (double X, double Y, double Z) Compose(ReadOnlySpan<double> first, ReadOnlySpan<double> then) =>
        Rotation.FromVector(first[0], first[1], first[2]).Times(Rotation.FromVector(then[0], then[1], then[2])).ToVector();

    /// <summary>Finds the given pose from one that has an offset.</summary>
    public static void Undo(ReadOnlySpan<float> pose, ReadOnlySpan<double> offset, Span<float> given)
    {
        Span<double> back = stackalloc double[Defocus];
        for (int j = 0; j < Defocus; j++)
        {
            back[j] = -offset[j]; // the inverse of exp([ω]×) is exp([−ω]×), and both turn before the given pose
        }
        Pose(pose, back, given);
    }

    /// <summary>Sets the pose of an image to the given one with an offset.</summary>
    /// <param name="given">The given pose, <see cref="ImageShard.PoseLength"/> floats.</param>
    /// <param name="offset">Turn and shift.</param>
    /// <param name="pose">Receives the pose.</param>
    public static void Pose(ReadOnlySpan<float> given, ReadOnlySpan<double> offset, Span<float> pose)
    {
        given.CopyTo(pose);
        if (offset[..3].ContainsAnyExcept(0.0))
        {
            var r = Rotation.FromVector(offset[0], offset[1], offset[2]);
            for (int row = 0; row < 6; row += 3)
            {
                (double a, double b, double c) = (given[row], given[row + 1], given[row + 2]);
                pose[row] = (float)(a * r.M00 + b * r.M10 + c * r.M20);
                pose[row + 1] = (float)(a * r.M01 + b * r.M11 + c * r.M21);
                pose[row + 2] = (float)(a * r.M02 + b * r.M12 + c * r.M22);
            }
        }
        pose[6] += (float)offset[3];
        pose[7] += (float)offset[4];
    }
}
