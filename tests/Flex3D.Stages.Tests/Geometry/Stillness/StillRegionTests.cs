using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Geometry.Stillness;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Tests.Geometry.Stillness;

public sealed class StillRegionTests
{
    private const int Box = 24;
    private const double Pixel = 3;

    private static readonly DensityMap s_molecule = Shapes.Ellipsoid(Box, Pixel);

    [Theory]
    [InlineData(0, 1.0), InlineData(18, 1.0), InlineData(30, 2.7), InlineData(30, 0.7)]
    public void The_flow_of_every_point_in_a_voxel_of_the_mask_is_exactly_zero(double width, double pixel)
    {
        DensityMap belt = Belt(pixel);
        TetrahedralMesh mesh = Held(Mesh(), belt, width).Mesh;
        var random = new Random(5);
        var locator = new PointLocator(mesh);
        double[][] points = [.. Enumerable.Range(0, belt.Values.Length).Where(i => belt.Values[i] > 0.5f && Distance(belt, i) < 24).Select(i => Inside(belt, i, random)).Where(at => locator.Locate(at[0], at[1], at[2]).Inside)];
        Displace(mesh, points).Moved.Count(shift => shift != 0).ShouldBe(0);
        points.Length.ShouldBeGreaterThan(200);

        // Also where a cell of the molecule has moved into the mask.
        float[] flow = Flow(mesh);
        TetrahedralMesh later = MeshDeformation.Deformed(mesh, [.. Enumerable.Range(0, flow.Length).Select(i => (Axis: i / mesh.VertexCount, V: i % mesh.VertexCount)).Select(at => mesh.Mobility[at.V] * flow[3 * at.V + at.Axis])]);
        Displace(later, points).Moved.Count(shift => shift != 0).ShouldBe(0);
    }

    [Fact]
    public void Beside_the_mask_the_molecule_moves_as_without_it_if_no_width_is_asked_for()
    {
        TetrahedralMesh whole = Mesh();
        DensityMap belt = Belt(1);
        StillRegion held = Held(whole, belt, 0);
        double[][] points = [.. Enumerable.Range(0, belt.Values.Length).Where(i => belt.Values[i] < 0.5f && i % 7 == 0 && Distance(belt, i) < 30).Select(i => new[] { Centre(belt, i).X, Centre(belt, i).Y, Centre(belt, i).Z })];
        (PointLocation[] before, double[] free) = Displace(whole, points);
        (PointLocation[] after, double[] moved) = Displace(held.Mesh, points);
        after.Length.ShouldBe(before.Length);
        after.Length.ShouldBeGreaterThan(3000);
        for (int i = 0; i < moved.Length; i++)
        {
            moved[i].ShouldBe(free[i], 1e-4);
        }
        held.Between.ShouldBe(0);
        held.Still.ShouldBe(held.Mesh.Mobility.Count(m => m == 0));
    }

    [Fact]
    public void Outside_the_mobility_rises_from_zero_to_one_over_the_width_with_no_slope_at_either_end()
    {
        const double Width = 24, Height = -12;
        TetrahedralMesh mesh = Held(Mesh(cells: 24), Below(Height), Width).Mesh;
        double top = Math.Ceiling(Height / Pixel) * Pixel - Pixel; // the centres of the highest voxels below
        int[] column = [.. Molecule(mesh).Where(v => mesh.Vertices[3 * v] == 0 && mesh.Vertices[3 * v + 1] == 0).OrderBy(v => mesh.Vertices[3 * v + 2])];
        column.Length.ShouldBeGreaterThan(8);
        foreach (int v in column)
        {
            double above = Math.Clamp((mesh.Vertices[3 * v + 2] - top) / Width, 0, 1);
            ((double)mesh.Mobility[v]).ShouldBe((1 - Math.Cos(Math.PI * above)) / 2, 0.011); // another such ramp, at most 0.0101 away
        }
        column.Select(v => mesh.Mobility[v]).ShouldContain(1f);
    }

    [Fact]
    public void The_mobility_that_a_mesh_has_is_multiplied()
    {
        TetrahedralMesh half = Mesh();
        Array.Fill(half.Mobility, 0.5f);
        TetrahedralMesh full = Held(Mesh(), Below(-20), 30).Mesh;
        Held(half, Below(-20), 30).Mesh.Mobility.ShouldBe([.. full.Mobility.Select(m => m / 2)]);
        half.Mobility.ShouldAllBe(m => m == 0.5f);
    }

    [Fact]
    public void A_vertex_of_the_molecule_has_the_mobility_of_its_distance_from_the_nearest_voxel_of_the_mask()
    {
        DensityMap belt = Belt(3);
        StillRegion held = Held(Mesh(cells: 12), belt, 25);
        TetrahedralMesh mesh = held.Mesh;
        (double X, double Y, double Z)[] voxels = [.. Enumerable.Range(0, belt.Values.Length).Where(i => belt.Values[i] > 0.5f).Select(i => Centre(belt, i))];
        int between = 0;
        foreach (int v in Molecule(mesh))
        {
            (double x, double y, double z) = (mesh.Vertices[3 * v], mesh.Vertices[3 * v + 1], mesh.Vertices[3 * v + 2]);
            bool inside = voxels.Any(voxel => Math.Max(Math.Abs(voxel.X - x), Math.Max(Math.Abs(voxel.Y - y), Math.Abs(voxel.Z - z))) < 1.4);
            double nearest = voxels.Min(voxel => Math.Sqrt(Math.Pow(voxel.X - x, 2) + Math.Pow(voxel.Y - y, 2) + Math.Pow(voxel.Z - z, 2))), t = inside ? 0 : Math.Min(1, nearest / 25);
            ((double)mesh.Mobility[v]).ShouldBe(3 * t * t - 2 * t * t * t, 1e-6);
            between += t < 1 ? 1 : 0;
        }
        held.Between.ShouldBe(between);
    }

    [Fact]
    public void A_mesh_that_is_cut_along_segments_keeps_them()
    {
        TetrahedralMesh whole = Mesh();
        var places = new SegmentGrid(2, 0.5 * Box * Pixel, [3, 3, 3, 3, 7, 7, 7, 7]);
        var cut = new TetrahedralMesh
        {
            Vertices = whole.Vertices,
            Cells = whole.Cells,
            RigidityWeights = whole.RigidityWeights,
            Mobility = whole.Mobility,
            Segments = new MeshSegments { CellLabels = [.. Enumerable.Range(0, whole.CellCount).Select(cell => whole.Vertices[3 * whole.Cells[4 * cell] + 2] < 0 ? 3 : 7)], Places = places, Segments = [new(3, "low"), new(7, "high")] },
        };
        MeshSegments segments = Held(cut, Belt(1), 10).Mesh.Segments!;
        segments.Segments.ShouldBe([new(3, "low"), new(7, "high"), new(8, "micelle")]);
        segments.CellLabels.Distinct().Order().ShouldBe([3, 7, 8]);
        foreach ((double x, double y, double z) in ((double, double, double)[])[(0, 0, 20), (5, 3, 15), (0, 0, -25)])
        {
            segments.Places.At(x, y, z).ShouldBe(places.At(x, y, z));
        }
        segments.Places.At(0, 0, -12).ShouldBe(8);
    }

    [Fact]
    public void A_mesh_that_was_held_is_held_again_as_it_was()
    {
        TetrahedralMesh mesh = Held(Mesh(), Belt(1), 20).Mesh;
        StillRegion again = Held(mesh, Belt(1), 20);
        again.Mesh.Cells.ShouldBe(mesh.Cells);
        again.Mesh.Mobility.ShouldBe(mesh.Mobility);
        Should.Throw<InputException>(() => Held(mesh, Below(-5, 1), 20)).Message.ShouldContain("the mask along which the mesh was cut");
    }

    [Fact]
    public void A_mask_that_leaves_nothing_to_move_is_refused() =>
        Should.Throw<InputException>(() => Held(Mesh(), Below(100), 10)).Message.ShouldContain("check that it is not the solvent mask");

    [Fact]
    public void A_mask_beside_the_mesh_changes_nothing()
    {
        TetrahedralMesh mesh = Mesh();
        Held(mesh, Below(-1000), 10).ShouldBe(new StillRegion(mesh, 0, 0));
        mesh.Mobility.ShouldAllBe(m => m == 1);
    }

    private static StillRegion Held(TetrahedralMesh mesh, DensityMap mask, double width)
    {
        var molecule = new DensityMap(mask.Box, mask.PixelSizeAngstrom);
        Array.Fill(molecule.Values, 1f);
        return StillRegion.Hold(mesh, mask, molecule, width, "micelle.mrc");
    }

    // The vertices of cells of the molecule.
    private static int[] Molecule(TetrahedralMesh mesh) => [.. mesh.Cells.Where((_, i) => mesh.Segments!.CellLabels[i / 4] == 1).Distinct()];

    private static (PointLocation[] Located, double[] Moved) Displace(TetrahedralMesh mesh, double[][] points)
    {
        var locator = new PointLocator(mesh);
        PointLocation[] located = [.. points.Select(at => locator.Locate(at[0], at[1], at[2])).Where(at => at.Inside)];
        double[] moved = new double[3 * located.Length];
        MeshDeformation.Displace(mesh, located, Flow(mesh), moved);
        return (located, moved);
    }

    private static TetrahedralMesh Mesh(int cells = 6) => MeshBuilder.BuildRegular(s_molecule, null, new MeshOptions { CellsAcrossBox = cells });

    // A flow of places, so that vertices at one place have the same.
    private static float[] Flow(TetrahedralMesh mesh) => [.. Enumerable.Range(0, 3 * mesh.VertexCount).Select(i => 5 * MathF.Sin(0.3f * mesh.Vertices[i] + i % 3 + mesh.Vertices[i - i % 3]) + 1)];

    // Voxels whose centre lies below a height, Å.
    private static DensityMap Below(double height, double pixel = Pixel) => Where(pixel, (_, _, z) => z < height);

    // A slanted slab through the molecule, thinner than a cell.
    private static DensityMap Belt(double pixel) => Where(pixel, (x, y, z) => Math.Abs(z + 0.3 * x + 0.1 * y + 12) < 2);

    private static DensityMap Where(double pixel, Func<double, double, double, bool> inside)
    {
        var mask = new DensityMap((int)(Box * Pixel / pixel), pixel);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            (double x, double y, double z) = Centre(mask, i);
            mask.Values[i] = inside(x, y, z) ? 1 : 0;
        }
        return mask;
    }

    private static (double X, double Y, double Z) Centre(DensityMap map, int i) =>
        ((i % map.Box - map.Box / 2) * map.PixelSizeAngstrom, (i / map.Box % map.Box - map.Box / 2) * map.PixelSizeAngstrom, (i / map.Box / map.Box - map.Box / 2) * map.PixelSizeAngstrom);

    private static double Distance(DensityMap map, int i) => Math.Sqrt(Math.Pow(Centre(map, i).X, 2) + Math.Pow(Centre(map, i).Y, 2) + Math.Pow(Centre(map, i).Z, 2));

    private static double[] Inside(DensityMap map, int i, Random random)
    {
        (double x, double y, double z) = Centre(map, i);
        return [x + Offset(), y + Offset(), z + Offset()];

        double Offset() => 0.999 * map.PixelSizeAngstrom * (random.NextDouble() - 0.5);
    }
}
