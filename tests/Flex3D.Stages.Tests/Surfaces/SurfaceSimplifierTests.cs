using System.Numerics;
using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Tests.Surfaces;

public class SurfaceSimplifierTests
{
    private const double Radius = 30;

    [Fact]
    public void A_ball_of_few_triangles_is_closed_and_as_large()
    {
        TriangleMesh fine = IsoSurface.Of(IsoSurfaceTests.Ball(40, 2, Radius), 0);
        TriangleMesh few = SurfaceSimplifier.Simplify(fine, 1000);
        fine.Count.ShouldBeGreaterThan(8000);
        few.Count.ShouldBeInRange(900, 1000);
        few.ShouldBeClosed();
        few.Euler().ShouldBe(2);
        few.Volume().ShouldBe(fine.Volume(), 0.01 * fine.Volume());
        few.Area().ShouldBe(fine.Area(), 0.01 * fine.Area());
        few.Vertices.ShouldAllBe(vertex => Math.Abs(vertex.Length() - Radius) < 0.5);
    }

    [Fact]
    public void A_flat_box_needs_few_triangles_for_its_corners()
    {
        TriangleMesh fine = IsoSurface.Of(IsoSurfaceTests.Map(32, 1, at => 10 - Math.Max(Math.Abs(at.X), Math.Max(Math.Abs(at.Y), Math.Abs(at.Z)))), 0);
        TriangleMesh few = SurfaceSimplifier.Simplify(fine, 200);
        few.ShouldBeClosed();
        few.Count.ShouldBeLessThanOrEqualTo(200);
        few.Volume().ShouldBe(fine.Volume(), 0.02 * fine.Volume());
        few.Vertices.Max(vertex => vertex.Length()).ShouldBe((float)(10 * Math.Sqrt(3)), 1.5f);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void The_surface_of_noise_stays_closed(int seed)
    {
        TriangleMesh rough = IsoSurface.Of(IsoSurfaceTests.Noise(16, seed), 0.2);
        TriangleMesh few = SurfaceSimplifier.Simplify(rough, rough.Count / 4);
        few.ShouldBeClosed();
        few.Count.ShouldBeLessThan(rough.Count);
        few.Euler().ShouldBe(rough.Euler());
    }

    [Fact]
    public void The_same_surface_gives_the_same_triangles_and_a_simple_one_stays_as_it_is()
    {
        TriangleMesh fine = IsoSurface.Of(IsoSurfaceTests.Ball(24, 2, 15), 0);
        TriangleMesh one = SurfaceSimplifier.Simplify(fine, 300), other = SurfaceSimplifier.Simplify(fine, 300);
        one.Triangles.ShouldBe(other.Triangles);
        one.Vertices.ShouldBe(other.Vertices);
        SurfaceSimplifier.Simplify(fine, fine.Count).ShouldBeSameAs(fine);
    }
}
