using System.Numerics;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Rendering;

/// <summary>A surface with the light that falls on each of its vertices.</summary>
/// <param name="Mesh">The surface.</param>
/// <param name="Normals">Unit vectors out of the surface, at each vertex.</param>
/// <param name="Sky">The share of an evenly bright sky all around that a vertex sees, 0 to 1.</param>
/// <param name="Lamp">The share of the lamp that a vertex sees, 0 to 1, whichever way the surface faces.</param>
internal sealed record LitSurface(TriangleMesh Mesh, Vector3[] Normals, float[] Sky, float[] Lamp)
{
    private const int SkyDirections = 64, LampDirections = 12, Smoothing = 2;
    private const double LampDegrees = 14;
    private const int Grid = 256; // samples along the edge of a shadow map
    private const float Off = 1.6f; // of the samples of a shadow map, how far from the surface light is measured, so that it casts no shadow on itself

    private static readonly Vector3 s_lamp = Vector3.Normalize(new Vector3(-0.42f, 0.62f, 0.72f)); // right, up, towards the viewer

    /// <summary>Finds the light of a surface by shadow maps in many directions.</summary>
    /// <remarks>
    /// With directions d spread evenly over the sphere and V_d 1 where nothing stands between a vertex and infinity, the sky is Σ max(0, n·d) V_d / Σ max(0, n·d), which is
    /// ambient occlusion; the lamp, of some width and therefore with soft shadows, is the mean of V_d over directions within 14° of its middle.
    /// </remarks>
    /// <param name="mesh">The surface.</param>
    /// <param name="normals">Unit vectors out of it, at each vertex.</param>
    /// <param name="camera">The view, in which the lamp stands above on the left.</param>
    /// <param name="threads">The number of threads; it changes nothing.</param>
    public static LitSurface Of(TriangleMesh mesh, Vector3[] normals, Camera camera, int threads)
    {
        Vector3[] directions = [.. Directions.Sphere(SkyDirections), .. AtLamp(camera)];
        int vertices = mesh.Vertices.Length;
        (Vector3 middle, float radius) = Ball(mesh.Vertices);
        float texel = 2 * radius / (Grid - 8);
        Vector3[] before = [.. mesh.Vertices.Zip(normals, (vertex, normal) => vertex + Off * texel * normal)];
        var seen = new byte[directions.Length][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Parallel.For(0, directions.Length, parallel, () => new DepthBuffer(Grid, Grid), (i, _, buffer) =>
        {
            (Vector3 right, Vector3 up) = Camera.Around(directions[i]);
            var view = new Camera(middle, right, up, Grid, Grid, texel);
            buffer.Clear();
            buffer.Draw(view.Project(mesh.Vertices), mesh.Triangles);
            seen[i] = Seen(view.Project(before), buffer);
            return buffer;
        }, _ => { });
        float[] sky = new float[vertices], lamp = new float[vertices];
        Parallel.For(0, vertices, parallel, v =>
        {
            float sum = 0, all = 0, lit = 0;
            for (int i = 0; i < SkyDirections; i++)
            {
                float facing = MathF.Max(0, Vector3.Dot(normals[v], directions[i]));
                (sum, all) = (sum + facing * seen[i][v], all + facing);
            }
            for (int i = SkyDirections; i < directions.Length; i++)
            {
                lit += seen[i][v];
            }
            (sky[v], lamp[v]) = (all > 0 ? sum / (255 * all) : 0, lit / (255 * LampDirections));
        });
        return new LitSurface(mesh, normals, Smoothed(mesh, sky), Smoothed(mesh, lamp));
    }

    /// <summary>The direction of the middle of the lamp in a view.</summary>
    public static Vector3 LampOf(Camera camera) => InView(camera, s_lamp);

    /// <summary>Returns a vector of length 1, or 0 as it is.</summary>
    public static Vector3 Unit(Vector3 vector) => vector.LengthSquared() > 0 ? Vector3.Normalize(vector) : Vector3.Zero;

    // Shadow maps are grainy: each vertex takes the mean over the triangles around it.
    private static float[] Smoothed(TriangleMesh mesh, float[] light)
    {
        for (int round = 0; round < Smoothing; round++)
        {
            float[] sum = new float[light.Length];
            int[] corners = new int[light.Length];
            for (int t = 0; t < mesh.Triangles.Length; t += 3)
            {
                ReadOnlySpan<int> triangle = mesh.Triangles.AsSpan(t, 3);
                float mean = (light[triangle[0]] + light[triangle[1]] + light[triangle[2]]) / 3;
                foreach (int vertex in triangle)
                {
                    sum[vertex] += mean;
                    corners[vertex]++;
                }
            }
            light = [.. sum.Zip(corners, (all, count) => count > 0 ? all / count : 0)];
        }
        return light;
    }

    private static IEnumerable<Vector3> AtLamp(Camera camera)
    {
        (Vector3 right, Vector3 up) = Camera.Around(s_lamp);
        return Directions.Cone(LampDirections, LampDegrees).Select(d => InView(camera, Vector3.Normalize(d.X * right + d.Y * up + d.Z * s_lamp)));
    }

    private static Vector3 InView(Camera camera, Vector3 d) => d.X * camera.Right + d.Y * camera.Up + d.Z * camera.Towards;

    private static (Vector3 Middle, float Radius) Ball(Vector3[] points)
    {
        if (points.Length == 0)
        {
            return (Vector3.Zero, 1);
        }
        Vector3 low = points.Aggregate(Vector3.Min), high = points.Aggregate(Vector3.Max), middle = 0.5f * (low + high);
        return (middle, points.Max(point => Vector3.Distance(point, middle)));
    }

    // How much points see of a light far away, 0 to 255: between four samples of the shadow map linearly.
    private static byte[] Seen(Vector3[] points, DepthBuffer shadows)
    {
        return Array.ConvertAll(points, at =>
        {
            float x = at.X - 0.5f, y = at.Y - 0.5f;
            int column = (int)MathF.Floor(x), row = (int)MathF.Floor(y);
            (float fx, float fy) = (x - column, y - row);
            float sum = (1 - fy) * ((1 - fx) * Free(column, row) + fx * Free(column + 1, row)) + fy * ((1 - fx) * Free(column, row + 1) + fx * Free(column + 1, row + 1));
            return (byte)(255 * sum + 0.5f);

            float Free(int c, int r) => shadows.DepthAt(c, r) > at.Z ? 0 : 1;
        });
    }
}
