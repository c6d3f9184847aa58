using System.Numerics;
using Flex3D.Stages.Rendering;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Results.Movies;

/// <summary>From where a movie is seen.</summary>
public sealed record MovieView
{
    /// <summary>The direction from the molecule to the viewer, in the frame of the map; null for that in which the motion is seen best.</summary>
    public Vector3? Towards { get; init; }

    /// <summary>Degrees by which the molecule is then turned about the upright axis of the picture: its front goes to the right.</summary>
    public double TurnDegrees { get; init; }

    /// <summary>Degrees by which the molecule is then tilted about the level axis of the picture: its front goes down.</summary>
    public double TiltDegrees { get; init; }

    /// <summary>Returns the unit vectors to the right and upwards of the picture.</summary>
    /// <param name="first">The surface at one end of the motion.</param>
    /// <param name="last">Its vertices at the other end.</param>
    /// <param name="threads">The number of threads; it changes nothing.</param>
    internal (Vector3 Right, Vector3 Up) Of(TriangleMesh first, Vector3[] last, int threads)
    {
        (Vector3 right, Vector3 up) = Towards is { } towards ? MotionView.From(Vector3.Normalize(towards), first, last) : MotionView.Best(first, last, threads);
        Quaternion turned = Turn(up, -TurnDegrees); // the picture turns the other way than the molecule
        right = Vector3.Transform(right, turned);
        return (right, Vector3.Transform(up, Turn(right, -TiltDegrees)));
    }

    private static Quaternion Turn(Vector3 axis, double degrees) => Quaternion.CreateFromAxisAngle(axis, (float)(degrees * Math.PI / 180));
}
