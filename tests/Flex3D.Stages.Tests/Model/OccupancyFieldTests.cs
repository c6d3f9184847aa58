using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Model;

public sealed class OccupancyFieldTests
{
    [Fact]
    public void At_a_vertex_it_has_the_vertexs_value_at_a_centre_the_mean_and_outside_every_cell_none()
    {
        var mesh = new TetrahedralMesh
        {
            Vertices = [0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 4, 4, 4],
            Cells = [0, 1, 2, 3, 1, 2, 3, 4],
            RigidityWeights = [1, 1],
            Mobility = [1, 1, 1, 1, 1],
        };
        var binding = new VoxelBinding
        {
            Box = 4,
            PixelSizeAngstrom = 4,
            Voxels = [0, 1, 2, 3, 4],
            Cells = [0, 0, 1, 1, -1],
            Barycentric = [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0.25f, 0.25f, 0.25f, 0.25f, 0, 0, 0, 0],
            Mask = [1, 1, 1, 1, 1],
        };
        float[] field = [2, 3, 5, 7, 13], values = [9, 9, 9, 9, 9];
        new OccupancyField(mesh, binding).Interpolate(field, values);
        values.ShouldBe([2, 7, 13, 7, 0]); // vertices 0, 3 and 4; (3 + 5 + 7 + 13) / 4; no cell
    }

    [Fact]
    public void A_field_that_is_linear_in_space_is_so_within_the_cells()
    {
        var world = new SmallWorld(box: 16);
        float[] field = new float[world.Mesh.VertexCount], values = new float[world.Binding.Count];
        for (int v = 0; v < field.Length; v++)
        {
            field[v] = (float)Plane(world.Mesh.Vertices[3 * v], world.Mesh.Vertices[3 * v + 1], world.Mesh.Vertices[3 * v + 2]);
        }
        new OccupancyField(world.Mesh, world.Binding).Interpolate(field, values);
        int held = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int flat = world.Binding.Voxels[i];
            double expected = Plane((flat % 16 - 8) * SmallWorld.Pixel, (flat / 16 % 16 - 8) * SmallWorld.Pixel, (flat / 256 - 8) * SmallWorld.Pixel);
            values[i].ShouldBe(world.Binding.Cells[i] < 0 ? 0 : (float)expected, 1e-4f);
            held += world.Binding.Cells[i] < 0 ? 0 : 1;
        }
        held.ShouldBeGreaterThan(values.Length / 2);

        static double Plane(double x, double y, double z) => 0.3 + 0.02 * x - 0.05 * y + 0.01 * z;
    }

    [Fact]
    public void Components_are_the_map_times_the_fields_and_the_gradient_is_their_adjoint()
    {
        var world = new SmallWorld(box: 16);
        var occupancy = new OccupancyField(world.Mesh, world.Binding);
        int voxels = world.Binding.Count, vertices = occupancy.Vertices;
        vertices.ShouldBe(world.Mesh.VertexCount);
        float[] fields = Random(2 * vertices, 0), gradient = Random(2 * voxels, 1), components = new float[2 * voxels], one = new float[voxels];
        float[] back = [.. Enumerable.Repeat(1f, 2 * vertices)];
        occupancy.Components(fields, world.Voxels, components);
        for (int k = 0; k < 2; k++)
        {
            occupancy.Interpolate(fields.AsSpan(k * vertices, vertices), one);
            for (int i = 0; i < voxels; i++)
            {
                components[k * voxels + i].ShouldBe(one[i] * world.Voxels[i]);
            }
        }
        occupancy.Adjoint(gradient, world.Voxels, back);
        for (int k = 0; k < 2; k++)
        {
            double forward = 0, backward = 0, size = 0;
            for (int i = k * voxels; i < (k + 1) * voxels; i++)
            {
                double product = (double)components[i] * gradient[i];
                (forward, size) = (forward + product, size + Math.Abs(product));
            }
            for (int v = k * vertices; v < (k + 1) * vertices; v++)
            {
                backward += fields[v] * (back[v] - 1.0); // what was there is added to
            }
            backward.ShouldBe(forward, 1e-5 * size);
            size.ShouldBeGreaterThan(0);
        }
    }

    private static float[] Random(int length, ulong which) => [.. Enumerable.Range(0, length).Select(i => (float)CounterRandom.Normal(37, 212, which, 0, (ulong)i))];
}
