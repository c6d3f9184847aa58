using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Tests.Geometry;

public class MeshBuilderTests
{
    private static readonly DensityMap Mask = Shapes.Ellipsoid(24, 3.0, 0.4);

    [Theory]
    [InlineData(6, 0.0)]
    [InlineData(7, 0.0)]
    [InlineData(0, 9.5)]
    public void The_cells_fill_the_kept_cubes_and_each_is_positively_oriented(int across, double size)
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = across, CellSizeAngstrom = size });
        double h = size > 0 ? size : 72.0 / across;
        double volume = 0;
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            double v = TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, cell);
            v.ShouldBeGreaterThan(0.16 * h * h * h);
            volume += v;
        }
        (mesh.CellCount % 5).ShouldBe(0);
        volume.ShouldBe(mesh.CellCount / 5 * h * h * h, 1e-5 * volume);
    }

    [Fact]
    public void Every_inner_face_is_shared_by_exactly_two_cells_and_the_surface_is_closed()
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = 6 });
        var faces = new Dictionary<(int, int, int), int>();
        var surfaceEdges = new Dictionary<(int, int), int>();
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            for (int skip = 0; skip < 4; skip++)
            {
                int[] f = [.. mesh.Cells[(4 * cell)..(4 * cell + 4)].Where((_, i) => i != skip).Order()];
                faces[(f[0], f[1], f[2])] = faces.GetValueOrDefault((f[0], f[1], f[2])) + 1;
            }
        }
        faces.Values.Max().ShouldBe(2);
        foreach (((int a, int b, int c), int uses) in faces)
        {
            if (uses == 1)
            {
                foreach ((int, int) edge in ((int, int)[])[(a, b), (b, c), (a, c)])
                {
                    surfaceEdges[edge] = surfaceEdges.GetValueOrDefault(edge) + 1;
                }
            }
        }
        surfaceEdges.Values.ShouldAllBe(n => n % 2 == 0); // a face-incompatible cut would leave open edges inside
        // Outer faces are two triangles a square: an incompatible inner square would show four.
        (faces.Values.Count(n => n == 1) % 2).ShouldBe(0);
    }

    [Fact]
    public void Vertices_stand_on_the_cube_lattice_about_the_box_centre_and_are_not_repeated()
    {
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Mask, null, new MeshOptions { CellsAcrossBox = 6 });
        var seen = new HashSet<(float, float, float)>();
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            seen.Add((mesh.Vertices[3 * v], mesh.Vertices[3 * v + 1], mesh.Vertices[3 * v + 2])).ShouldBeTrue();
            (mesh.Vertices[3 * v] / 12 % 1).ShouldBe(0, 1e-6);
        }
    }

    [Fact]
    public void Rigidity_weights_go_from_the_minimum_in_empty_cells_to_one_in_the_densest()
    {
        var density = new DensityMap(24, 3.0);
        for (int i = 0; i < density.Values.Length; i++)
        {
            density.Values[i] = i % 24 < 12 ? 0 : Mask.Values[i] * (i % 24 - 11);
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(Mask, density, new MeshOptions { CellsAcrossBox = 8, MinimumRigidityWeight = 0.3 });
        mesh.RigidityWeights.Min().ShouldBe(0.3f);
        mesh.RigidityWeights.Max().ShouldBe(1f);
        mesh.RigidityWeights.Count(w => w == 1f).ShouldBeInRange(mesh.CellCount / 25, mesh.CellCount / 12);
        mesh.RigidityWeights.ShouldContain(w => w > 0.5f && w < 0.9f);

        TetrahedralMesh stiff = MeshBuilder.BuildRegular(Mask, density, new MeshOptions { CellsAcrossBox = 8, SurfaceRigidityWeight = 3 });
        stiff.RigidityWeights.Max().ShouldBe(3f);
    }

    [Fact]
    public void A_map_of_inverted_contrast_is_refused()
    {
        DensityMap dark = Mask.Clone();
        for (int i = 0; i < dark.Values.Length; i++)
        {
            dark.Values[i] = -dark.Values[i];
        }
        Should.Throw<InputException>(() => MeshBuilder.BuildRegular(Mask, dark, new MeshOptions())).Message.ShouldContain("invert its contrast");
    }

    [Fact]
    public void An_empty_mask_is_refused() =>
        Should.Throw<InputException>(() => MeshBuilder.BuildRegular(new DensityMap(8, 1), null, new MeshOptions())).Message.ShouldContain("mask");
}
