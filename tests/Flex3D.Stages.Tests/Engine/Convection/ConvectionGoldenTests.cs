using System.Text.Json;
using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Geometry;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Engine.Convection;

public class ConvectionGoldenTests
{
    public static TheoryData<int> Widths => SplatFixture.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Eight_points_are_spread_and_pulled_back_as_in_the_golden_vectors(int width)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("splat.json")));
        JsonElement root = golden.RootElement;
        int n = root.GetProperty("n").GetInt32();
        double[] positions = Numbers(root, "pos_xy"), slopes = Numbers(root, "grad_pos_xy");
        float[] values = Single(Numbers(root, "val"));
        // One tetrahedron a point, all its weight on a vertex of its own.
        int count = values.Length;
        SplatPlan plan = SplatPlan.Create(
            new TetrahedralMesh { Vertices = new float[3 * 4 * count], Cells = [.. Enumerable.Range(0, 4 * count)], RigidityWeights = new float[count], Mobility = new float[4 * count] },
            new VoxelBinding
            {
                Box = n,
                PixelSizeAngstrom = 1,
                Voxels = [.. Enumerable.Range(0, count)],
                Cells = [.. Enumerable.Range(0, count)],
                Barycentric = [.. Enumerable.Range(0, 4 * count).Select(i => i % 4 == i / 4 % 4 ? 1f : 0f)],
                Mask = new float[count],
            });
        float[] px = [.. Enumerable.Range(0, 4 * count).Select(i => (float)positions[2 * (i / 4)])];
        float[] py = [.. Enumerable.Range(0, 4 * count).Select(i => (float)positions[2 * (i / 4) + 1])];
        SplatScratch scratch = SplatFixture.Scratch(width);
        float[] image = new float[n * n], map = new float[count], gx = new float[px.Length], gy = new float[px.Length];
        ConvectionProjection.Project(plan, values, px, py, n, image, scratch);
        SplatFixture.ShouldAgree(Numbers(root, "image_yx"), image, 1e-6);
        ConvectionProjection.AdjointBoth(plan, values, px, py, Single(Numbers(root, "weight_yx")), n, map, gx, gy, scratch);
        SplatFixture.ShouldAgree(Numbers(root, "grad_val"), map, 2e-6);
        SplatFixture.ShouldAgree([.. slopes.Where((_, i) => i % 2 == 0)], [.. gx.Chunk(4).Select(c => c.Sum())], 2e-6);
        SplatFixture.ShouldAgree([.. slopes.Where((_, i) => i % 2 == 1)], [.. gy.Chunk(4).Select(c => c.Sum())], 2e-6);
    }

    [Fact]
    public void Two_posed_and_deformed_images_agree_with_the_golden_vectors()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("convect.json")));
        JsonElement root = golden.RootElement;
        int n = root.GetProperty("n").GetInt32();
        double pixel = root.GetProperty("px").GetDouble();
        int[] order = [.. Enumerable.Range(0, Numbers(root, "voxel_tet").Length).OrderBy(i => Numbers(root, "voxel_tet")[i])];
        double[] zyx = Numbers(root, "voxel_zyx"), bary = Numbers(root, "voxel_bary"), value = Numbers(root, "voxel_value"), tet = Numbers(root, "voxel_tet");
        var mesh = new TetrahedralMesh
        {
            Vertices = Single(Numbers(root, "vertices_xyz")),
            Cells = [.. Numbers(root, "tets").Select(v => (int)v)],
            RigidityWeights = Single(Numbers(root, "tet_weight")),
            Mobility = new float[Numbers(root, "vertices_xyz").Length / 3],
        };
        SplatPlan plan = SplatPlan.Create(mesh, new VoxelBinding
        {
            Box = n,
            PixelSizeAngstrom = pixel,
            Voxels = [.. order.Select(i => (int)((zyx[3 * i] * n + zyx[3 * i + 1]) * n + zyx[3 * i + 2]))],
            Cells = [.. order.Select(i => (int)tet[i])],
            Barycentric = [.. order.SelectMany(i => Single(bary[(4 * i)..(4 * i + 4)]))],
            Mask = new float[order.Length],
        });
        double[] flow = Numbers(root, "flow_xyz"), euler = Numbers(root, "euler_deg"), origin = Numbers(root, "origin_angst"), raw = Numbers(root, "raw_splat");
        float[] values = [.. order.Select(i => (float)value[i])];
        for (int image = 0; image < 2; image++)
        {
            Rotation a = Rotation.FromEulerDegrees(euler[3 * image], euler[3 * image + 1], euler[3 * image + 2]);
            float[] px = new float[plan.VertexCount], py = new float[plan.VertexCount];
            for (int v = 0; v < mesh.VertexCount; v++)
            {
                int f = 3 * (image * mesh.VertexCount + v);
                var (x, y, _) = a.Apply(mesh.Vertices[3 * v] + flow[f], mesh.Vertices[3 * v + 1] + flow[f + 1], mesh.Vertices[3 * v + 2] + flow[f + 2]);
                px[v] = (float)(n / 2 + (x - origin[2 * image]) / pixel);
                py[v] = (float)(n / 2 + (y - origin[2 * image + 1]) / pixel);
            }
            float[] splat = new float[n * n];
            ConvectionProjection.Project(plan, values, px, py, n, splat, new SplatScratch());
            SplatFixture.ShouldAgree(raw[(image * n * n)..((image + 1) * n * n)], splat, 3e-6);
        }
    }

    internal static double[] Numbers(JsonElement parent, string name) => [.. Flatten(parent.GetProperty(name))];

    internal static float[] Single(double[] values) => [.. values.Select(v => (float)v)];

    private static IEnumerable<double> Flatten(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flatten) : [element.GetDouble()];
}
