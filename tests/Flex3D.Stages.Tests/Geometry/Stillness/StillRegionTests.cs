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

    [Fact]
    public void Vertices_of_cells_that_touch_the_mask_do_not_move_and_others_do()
    {
        var still = new DensityMap(48, 1.5); // the same box, half the pixel
        for (int i = 0; i < still.Values.Length; i++)
        {
            still.Values[i] = i / (48 * 48) < 20 ? 1 : 0; // voxels that end at z = −6.75 Å
        }
        TetrahedralMesh mesh = Mesh();
        StillRegion held = StillRegion.Hold(mesh, still, 0, "micelle.mrc");
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            mesh.Mobility[v].ShouldBe(mesh.Vertices[3 * v + 2] > 1 ? 1f : 0f);
        }
        (held.Still, held.Between).ShouldBe((mesh.Mobility.Count(m => m == 0), 0));
        mesh.Mobility.ShouldContain(1f);
    }

    [Theory]
    [InlineData(0, 1.0), InlineData(18, 1.0), InlineData(30, 2.7), InlineData(30, 0.7)]
    public void The_flow_of_every_point_in_a_voxel_of_the_mask_is_exactly_zero(double width, double pixel)
    {
        TetrahedralMesh mesh = Mesh();
        DensityMap belt = Belt(pixel);
        StillRegion.Hold(mesh, belt, width, "micelle.mrc");
        float[] flow = Flow(mesh);
        var random = new Random(5);
        var locator = new PointLocator(mesh);
        PointLocation[] points = [.. Enumerable.Range(0, belt.Values.Length).Where(i => belt.Values[i] > 0.5f)
            .SelectMany(i => Enumerable.Range(0, 4).Select(_ => Inside(belt, i, random))).Select(at => locator.Locate(at[0], at[1], at[2])).Where(at => at.Inside)];
        double[] moved = new double[3 * points.Length];
        MeshDeformation.Displace(mesh, points, flow, moved);
        moved.Count(shift => shift != 0).ShouldBe(0);
        points.Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Outside_the_mobility_rises_from_zero_to_one_over_the_width_with_no_slope_at_either_end()
    {
        const double Width = 24;
        TetrahedralMesh mesh = Mesh(cells: 24);
        StillRegion.Hold(mesh, Below(-12), Width, "micelle.mrc");
        double top = Enumerable.Range(0, mesh.VertexCount).Where(v => mesh.Mobility[v] == 0).Max(v => mesh.Vertices[3 * v + 2]);
        int[] column = [.. Enumerable.Range(0, mesh.VertexCount).Where(v => mesh.Vertices[3 * v] == 0 && mesh.Vertices[3 * v + 1] == 0).OrderBy(v => mesh.Vertices[3 * v + 2])];
        foreach (int v in column)
        {
            double above = Math.Clamp((mesh.Vertices[3 * v + 2] - top) / Width, 0, 1);
            ((double)mesh.Mobility[v]).ShouldBe((1 - Math.Cos(Math.PI * above)) / 2, 0.011); // another such ramp, at most 0.0101 away
        }
        float[] along = [.. column.Select(v => mesh.Mobility[v])];
        float[] steps = [.. along.Zip(along.Skip(1), (low, high) => high - low)];
        steps.ShouldAllBe(step => step >= 0);
        float largest = steps.Max();
        steps.Where(step => step > 0).Take(1).ShouldAllBe(first => first < largest / 3);
        steps.Where(step => step > 0).TakeLast(1).ShouldAllBe(last => last < largest / 3);
    }

    [Fact]
    public void The_mobility_that_a_mesh_has_is_multiplied()
    {
        TetrahedralMesh full = Mesh(), half = Mesh();
        Array.Fill(half.Mobility, 0.5f);
        StillRegion.Hold(full, Below(-20), 30, "micelle.mrc");
        StillRegion.Hold(half, Below(-20), 30, "micelle.mrc");
        half.Mobility.ShouldBe([.. full.Mobility.Select(m => m / 2)]);
    }

    [Fact]
    public void A_vertex_has_the_mobility_of_its_distance_from_the_nearest_vertex_held_still()
    {
        TetrahedralMesh mesh = Mesh(cells: 12);
        StillRegion held = StillRegion.Hold(mesh, Belt(1), 25, "micelle.mrc");
        int[] still = [.. Enumerable.Range(0, mesh.VertexCount).Where(v => mesh.Mobility[v] == 0)];
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            double nearest = still.Min(s => Math.Sqrt(Enumerable.Range(0, 3).Sum(axis => Math.Pow(mesh.Vertices[3 * v + axis] - mesh.Vertices[3 * s + axis], 2)))), t = Math.Min(1, nearest / 25);
            ((double)mesh.Mobility[v]).ShouldBe(3 * t * t - 2 * t * t * t, 1e-6);
        }
        held.ShouldBe(new StillRegion(still.Length, mesh.Mobility.Count(m => m is > 0 and < 1)));
    }

    [Fact]
    public void A_mask_that_leaves_nothing_to_move_is_refused() =>
        Should.Throw<InputException>(() => StillRegion.Hold(Mesh(), Below(100), 10, "micelle.mrc")).Message.ShouldContain("check that it is not the solvent mask");

    [Fact]
    public void A_mask_beside_the_mesh_changes_nothing()
    {
        TetrahedralMesh mesh = Mesh();
        StillRegion.Hold(mesh, Below(-1000), 10, "micelle.mrc").ShouldBe(default);
        mesh.Mobility.ShouldAllBe(m => m == 1);
    }

    private static TetrahedralMesh Mesh(int cells = 6) => MeshBuilder.BuildRegular(s_molecule, null, new MeshOptions { CellsAcrossBox = cells });

    private static float[] Flow(TetrahedralMesh mesh) => [.. Enumerable.Range(0, 3 * mesh.VertexCount).Select(i => 5 * MathF.Sin(i) + 1)];

    // Voxels whose centre lies below a height, Å.
    private static DensityMap Below(double height) => Where(Pixel, (_, _, z) => z < height);

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

    private static double[] Inside(DensityMap map, int i, Random random)
    {
        (double x, double y, double z) = Centre(map, i);
        return [x + Offset(), y + Offset(), z + Offset()];

        double Offset() => 0.999 * map.PixelSizeAngstrom * (random.NextDouble() - 0.5);
    }
}
