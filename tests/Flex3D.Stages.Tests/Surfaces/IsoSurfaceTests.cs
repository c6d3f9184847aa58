using System.Numerics;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Tests.Surfaces;

public class IsoSurfaceTests
{
    private const double Radius = 25;

    internal static DensityMap Ball(int box, double pixel, double radius, Vector3 centre = default) =>
        Map(box, pixel, at => (float)(radius - Vector3.Distance(at, centre)));

    internal static DensityMap Map(int box, double pixel, Func<Vector3, float> density)
    {
        var map = new DensityMap(box, pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = density((float)pixel * new Vector3(i % box - box / 2, i / box % box - box / 2, i / box / box - box / 2));
        }
        return map;
    }

    internal static DensityMap Noise(int box, int seed) =>
        new(box, 1, [.. Enumerable.Range(0, box * box * box).Select(i => (float)CounterRandom.Normal((ulong)seed, 7, 0, (ulong)i, 0))]);

    [Fact]
    public void The_surface_of_a_ball_has_its_area_and_volume_where_it_lies_and_faces_outwards()
    {
        TriangleMesh surface = IsoSurface.Of(Ball(40, 2, Radius, new Vector3(3, -2, 1)), 0);
        surface.ShouldBeClosed();
        surface.Euler().ShouldBe(2);
        surface.Area().ShouldBe(4 * Math.PI * Radius * Radius, 0.01 * 4 * Math.PI * Radius * Radius);
        surface.Volume().ShouldBe(4.0 / 3 * Math.PI * Math.Pow(Radius, 3), 0.01 * 4.0 / 3 * Math.PI * Math.Pow(Radius, 3));
        surface.Vertices.ShouldAllBe(vertex => Math.Abs(Vector3.Distance(vertex, new Vector3(3, -2, 1)) - Radius) < 0.1);
    }

    [Fact]
    public void A_ring_has_a_handle()
    {
        DensityMap ring = Map(40, 1, at => 4 - new Vector2(new Vector2(at.X, at.Y).Length() - 11, at.Z).Length());
        TriangleMesh surface = IsoSurface.Of(ring, 0);
        surface.ShouldBeClosed();
        surface.Euler().ShouldBe(0);
        surface.Volume().ShouldBe(2 * Math.PI * Math.PI * 11 * 16, 0.03 * 2 * Math.PI * Math.PI * 11 * 16);
    }

    [Fact]
    public void Specks_and_hollows_are_left_out()
    {
        DensityMap map = Map(48, 1, at => Math.Max(Math.Min(14 - at.Length(), at.Length() - 4), 3 - Vector3.Distance(at, new Vector3(19, 0, 0))));
        TriangleMesh surface = IsoSurface.Of(map, 0);
        surface.Euler().ShouldBe(2);
        surface.Volume().ShouldBe(4.0 / 3 * Math.PI * 14 * 14 * 14, 200);
    }

    [Fact]
    public void A_molecule_that_touches_the_box_has_a_closed_surface()
    {
        TriangleMesh surface = IsoSurface.Of(Ball(20, 1, 9, new Vector3(8, 0, 0)), 0);
        surface.ShouldBeClosed();
        surface.Volume().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_surface_of_noise_is_closed_too(int seed) => IsoSurface.Of(Noise(14, seed), 0.3).ShouldBeClosed();

    [Fact]
    public void A_coarser_grid_keeps_the_volume()
    {
        TriangleMesh fine = IsoSurface.Of(Ball(64, 1, Radius), 0), coarse = IsoSurface.Of(Ball(64, 1, Radius), 0, most: 20);
        coarse.ShouldBeClosed();
        coarse.Count.ShouldBeLessThan(fine.Count / 4);
        coarse.Volume().ShouldBe(fine.Volume(), 0.03 * fine.Volume());
        coarse.Vertices.Average(vertex => vertex.X).ShouldBe(0, 0.3f);
    }

    [Fact]
    public void Where_nothing_is_denser_there_is_no_surface() => IsoSurface.Of(Ball(16, 1, 5), 10).Count.ShouldBe(0);
}
