using System.Numerics;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Rendering;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Tests.Rendering;

/// <summary>Light, views and pixels of surfaces whose shape is known.</summary>
public sealed class RenderingTests
{
    private const int Box = 40;
    private const float Radius = 11;

    private static readonly TriangleMesh s_ball = Balls((Vector3.Zero, Radius));
    private static readonly Lazy<LitSurface> s_lit = new(() => LitSurface.Of(s_ball, Outwards(s_ball, Vector3.Zero), Front(), 2));

    /// <summary>The surface of balls: Å are voxels.</summary>
    private static TriangleMesh Balls(params (Vector3 Middle, float Radius)[] balls) => Balls(int.MaxValue, balls);

    // With at most so many values along an edge of the grid.
    private static TriangleMesh Balls(int most, params (Vector3 Middle, float Radius)[] balls)
    {
        var map = new DensityMap(Box, 1);
        for (int i = 0; i < map.Values.Length; i++)
        {
            var at = new Vector3(i % Box - Box / 2, i / Box % Box - Box / 2, i / Box / Box - Box / 2);
            map.Values[i] = balls.Max(ball => ball.Radius - Vector3.Distance(at, ball.Middle));
        }
        return IsoSurface.Of(map, 0, most);
    }

    private static TriangleMesh Shifted(TriangleMesh mesh, Func<Vector3, Vector3> by) => mesh with { Vertices = Array.ConvertAll(mesh.Vertices, vertex => vertex + by(vertex)) };

    // Away from a middle and its mirror image, whichever is nearer.
    private static Vector3[] Outwards(TriangleMesh mesh, Vector3 middle) =>
        Array.ConvertAll(mesh.Vertices, vertex => Vector3.Normalize(vertex.X > 0 ? vertex - middle : vertex + middle));

    private static Camera Front(int size = 60, float pixel = 0.5f) => new(Vector3.Zero, Vector3.UnitX, Vector3.UnitY, size, size, pixel);

    [Fact]
    public void A_camera_shows_right_to_the_right_and_up_above_and_near_things_in_front()
    {
        Vector3[] seen = Front().Project([new(3, 0, 0), new(0, 3, 0), new(0, 0, 3)], 2);
        seen.ShouldBe([new Vector3(72, 60, 0), new Vector3(60, 48, 0), new Vector3(60, 60, 3)]); // 3 Å are 6 pixels of 2 samples
        foreach (Vector3 towards in Directions.Sphere(50))
        {
            (Vector3 right, Vector3 up) = Camera.Around(towards);
            Vector3.Distance(Vector3.Cross(right, up), towards).ShouldBeLessThan(1e-5f);
        }
    }

    [Fact]
    public void A_ball_sees_the_whole_sky_and_its_front_the_lamp_and_a_hollow_sees_little()
    {
        LitSurface lit = s_lit.Value;
        Vector3 lamp = LitSurface.LampOf(Front());
        for (int v = 0; v < s_ball.Vertices.Length; v++)
        {
            Vector3 outwards = Vector3.Normalize(s_ball.Vertices[v]);
            lit.Sky[v].ShouldBeGreaterThan(0.9f);
            if (MathF.Abs(Vector3.Dot(outwards, lamp)) > 0.6f)
            {
                lit.Lamp[v].ShouldBe(Vector3.Dot(outwards, lamp) > 0 ? 1 : 0, 0.05f);
            }
        }
        // Two balls that nearly touch: between them it is darker than elsewhere.
        TriangleMesh pair = Balls((new(-8.5f, 0, 0), 8), (new(8.5f, 0, 0), 8));
        Vector3[] normals = Outwards(pair, new(8.5f, 0, 0));
        var two = LitSurface.Of(pair, normals, Front(), 2);
        pair.Vertices.Index().Where(vertex => MathF.Abs(vertex.Item.X) < 1.2f).Average(vertex => two.Sky[vertex.Index]).ShouldBeLessThan(0.5f);
        pair.Vertices.Index().Where(vertex => MathF.Abs(vertex.Item.X) > 14).Average(vertex => two.Sky[vertex.Index]).ShouldBeGreaterThan(0.9f);
        LitSurface.Of(pair, normals, Front(), 1).Sky.ShouldBe(two.Sky);
    }

    [Fact]
    public void A_painted_ball_is_a_disc_of_its_radius_brighter_where_the_lamp_stands_in_its_colours_from_left_to_right()
    {
        var look = new Look { Background = new(255, 255, 255), Colours = [new(0, 0, 200), new(200, 0, 0)] };
        float[] values = Array.ConvertAll(s_ball.Vertices, vertex => vertex.X / (2 * Radius) + 0.5f);
        byte[] pixels = new SurfacePainter(look, Front(), (-Radius, Radius)).Paint(s_lit.Value, values, 2);
        bool Ink(int x, int y) => pixels[3 * (60 * y + x) + 1] < 250;
        int area = Enumerable.Range(0, 3600).Count(i => Ink(i % 60, i / 60));
        ((double)area).ShouldBe(Math.PI * 4 * Radius * Radius, 0.05 * Math.PI * 4 * Radius * Radius);
        int Bright(int x, int y) => pixels[3 * (60 * y + x)] + pixels[3 * (60 * y + x) + 2];
        Bright(24, 19).ShouldBeGreaterThan(Bright(36, 41) + 40); // above on the left
        int Warm(int x) => pixels[3 * (60 * 30 + x)] - pixels[3 * (60 * 30 + x) + 2];
        (Warm(14) < -60 && Warm(46) > 60).ShouldBeTrue();
        new SurfacePainter(look, Front(), (-Radius, Radius)).Paint(s_lit.Value, values, 3).ShouldBe(pixels);
    }

    [Fact]
    public void A_motion_is_seen_from_the_side_and_not_hidden()
    {
        TriangleMesh both = Balls(12, (new(0, 0, -6), 10), (new(0, 0, 10), 5));
        TriangleMesh moved = Shifted(both, vertex => vertex.Z > 4.6f ? new Vector3(0, 6, 0) : Vector3.Zero);
        (Vector3 right, Vector3 up) = MotionView.Best(both, moved.Vertices, 2);
        var towards = Vector3.Cross(right, up);
        MathF.Abs(towards.Y).ShouldBeLessThan(0.2f); // not along the motion
        towards.Z.ShouldBeGreaterThan(-0.3f); // the large ball does not stand before the small one
        MotionView.Best(both, moved.Vertices, 1).ShouldBe((right, up));
    }

    [Fact]
    public void The_longest_extent_is_level_and_what_moves_is_above()
    {
        TriangleMesh all = Balls(12, (new(0, -8, 0), 5), (new(0, 0, 0), 5), (new(0, 8, 0), 5), (new(9, 0, 0), 4));
        TriangleMesh moved = Shifted(all, vertex => vertex.X > 6 ? new Vector3(0, 5, 0) : Vector3.Zero);
        foreach (Vector3 towards in new[] { Vector3.UnitZ, -Vector3.UnitZ })
        {
            (Vector3 right, Vector3 up) = MotionView.From(towards, all, moved.Vertices);
            MathF.Abs(right.Y).ShouldBeGreaterThan(0.9f);
            up.X.ShouldBeGreaterThan(0.9f);
            Vector3.Distance(Vector3.Cross(right, up), towards).ShouldBeLessThan(1e-5f);
        }
    }

    [Fact]
    public void What_does_not_move_is_seen_from_where_it_looks_largest()
    {
        TriangleMesh rod = Balls(12, (new(-6, -6, 0), 4), (new(0, 0, 0), 4), (new(6, 6, 0), 4));
        (Vector3 right, _) = MotionView.Best(rod, rod.Vertices, 2);
        MathF.Abs(Vector3.Dot(right, Vector3.Normalize(new Vector3(1, 1, 0)))).ShouldBeGreaterThan(0.97f);
    }
}
