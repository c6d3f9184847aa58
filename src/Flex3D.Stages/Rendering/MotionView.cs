using System.Numerics;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Rendering;

/// <summary>Finds the view in which a motion of a surface is seen best.</summary>
/// <remarks>
/// Of 300 directions spread evenly over the sphere, the one from which most motion is seen: the distance that each visible place moves across the picture, not towards the viewer, summed over the visible
/// surface, of both ends of the motion; where nothing moves, the one from which the surface looks largest. So it is at a right angle to the motion as far as that is possible, and no still part hides the moving one. In the picture the visible surface is longest from left to right, and the
/// middle of what moves is above the middle of the whole.
/// </remarks>
public static class MotionView
{
    private const double Nothing = 1e-6; // Å that each visible place counts for by being seen
    private const int Candidates = 300, Grid = 72; // samples along the edge of a trial picture

    /// <summary>Returns the unit vectors to the right and upwards of the picture.</summary>
    /// <param name="first">The surface at one end of the motion; it has triangles.</param>
    /// <param name="last">Its vertices at the other end.</param>
    /// <param name="threads">The number of threads; it changes nothing.</param>
    public static (Vector3 Right, Vector3 Up) Best(TriangleMesh first, Vector3[] last, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(last.Length, first.Vertices.Length);
        Vector3[] directions = Directions.Sphere(Candidates);
        double[] seen = new double[Candidates];
        Parallel.For(0, Candidates, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => seen[i] = Look(directions[i], first, last).Sum(place => place.Moves + Nothing));
        return From(directions[Array.IndexOf(seen, seen.Max())], first, last);
    }

    /// <summary>Returns right and up of the picture from a given direction, turned as that of the best one.</summary>
    /// <param name="towards">Unit vector from the surface towards the viewer.</param>
    /// <param name="first">The surface at one end of the motion.</param>
    /// <param name="last">Its vertices at the other end.</param>
    public static (Vector3 Right, Vector3 Up) From(Vector3 towards, TriangleMesh first, Vector3[] last) => Upright(towards, Look(towards, first, last));

    // What is seen from a direction at both ends of the motion: places, and how far each moves across the picture, Å.
    private static List<(Vector3 Place, float Moves)> Look(Vector3 towards, TriangleMesh first, Vector3[] last)
    {
        (Vector3 right, Vector3 up) = Camera.Around(towards);
        Vector3 low = Vector3.Min(first.Vertices.Aggregate(Vector3.Min), last.Aggregate(Vector3.Min)), high = Vector3.Max(first.Vertices.Aggregate(Vector3.Max), last.Aggregate(Vector3.Max));
        var camera = new Camera(0.5f * (low + high), right, up, Grid, Grid, MathF.Max(Vector3.Distance(low, high) / Grid, 1e-3f));
        var buffer = new DepthBuffer(Grid, Grid);
        var seen = new List<(Vector3, float)>();
        foreach (Vector3[] places in (Vector3[][])[first.Vertices, last])
        {
            buffer.Clear();
            buffer.Draw(camera.Project(places), first.Triangles);
            for (int i = 0; i < Grid * Grid; i++)
            {
                int triangle = buffer.TriangleAt(i % Grid, i / Grid);
                if (triangle >= 0)
                {
                    int corner = first.Triangles[3 * triangle];
                    Vector3 moved = last[corner] - first.Vertices[corner];
                    seen.Add((places[corner], (moved - Vector3.Dot(moved, towards) * towards).Length()));
                }
            }
        }
        return seen;
    }

    // Turns the picture about the direction.
    private static (Vector3 Right, Vector3 Up) Upright(Vector3 towards, List<(Vector3 Place, float Moves)> seen)
    {
        (Vector3 x, Vector3 y) = Camera.Around(towards);
        if (seen.Count == 0)
        {
            return (x, y);
        }
        Vector3 middle = seen.Aggregate(Vector3.Zero, (sum, place) => sum + place.Place) / seen.Count, moving = Vector3.Zero;
        double xx = 0, xy = 0, yy = 0;
        foreach ((Vector3 place, float moves) in seen)
        {
            (double dx, double dy) = (Vector3.Dot(place - middle, x), Vector3.Dot(place - middle, y));
            (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
            moving += moves * (place - middle);
        }
        (double sin, double cos) = Math.SinCos(0.5 * Math.Atan2(2 * xy, xx - yy)); // the longer axis of the ellipse of the places
        Vector3 right = (float)cos * x + (float)sin * y, up = Vector3.Cross(towards, right);
        return Vector3.Dot(moving, up) < 0 ? (-right, -up) : (right, up);
    }
}
