using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Reconstruction;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Reconstruction;

public sealed class FrameRebaseTests
{
    [Fact]
    public void Every_deformed_position_stays_what_it_was()
    {
        var world = new SmallWorld();
        float[] parameters = world.LivelyFlow(), middle = [0.4f, -0.3f];
        TetrahedralMesh rebased = MeshDeformation.Deformed(world.Mesh, world.Flow(parameters, middle));
        var anchored = new FlowNetwork(world.Problem.Flow.AnchoredAt(middle), world.Mesh.Mobility);
        int vertices = world.Mesh.VertexCount;
        for (int p = 0; p < 12; p++)
        {
            float[] latent = world.Latents(p, 6), before = world.Flow(parameters, latent), after = new float[3 * vertices];
            anchored.Forward(parameters, latent, 1, after, anchored.CreateWorkspace(1));
            for (int i = 0; i < 3 * vertices; i++)
            {
                (rebased.Vertices[i] + after[i % 3 * vertices + i / 3]).ShouldBe(world.Mesh.Vertices[i] + before[i % 3 * vertices + i / 3], 1e-4f);
            }
        }
        rebased.Vertices.Zip(world.Mesh.Vertices, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.2f);
    }

    [Fact]
    public void A_cell_that_is_turned_inside_out_is_counted_as_folded()
    {
        var world = new SmallWorld();
        float[] flow = new float[3 * world.Mesh.VertexCount];
        flow[world.Mesh.Cells[0]] = 500;
        FrameRebase.FoldedCells(MeshDeformation.Deformed(world.Mesh, flow)).ShouldBeGreaterThan(0);
        FrameRebase.FoldedCells(world.Mesh).ShouldBe(0);
    }

    [Fact]
    public void The_mask_is_carried_with_a_mesh_that_shifts()
    {
        var world = new SmallWorld(box: 20);
        float[] flow = new float[3 * world.Mesh.VertexCount];
        flow.AsSpan(0, world.Mesh.VertexCount).Fill(2 * (float)SmallWorld.Pixel); // two voxels along x
        TetrahedralMesh moved = MeshDeformation.Deformed(world.Mesh, flow);
        DensityMap carried = FrameRebase.CarryMask(world.Mask, world.Mesh, moved);
        for (int z = 0; z < 20; z++)
        {
            for (int y = 0; y < 20; y++)
            {
                for (int x = 0; x < 20; x++)
                {
                    float expected = x < 2 ? 0 : world.Mask[z, y, x - 2];
                    carried[z, y, x].ShouldBe(expected, 1e-4f, $"{x} {y} {z}");
                }
            }
        }
    }

    [Fact]
    public void A_mesh_that_does_not_move_leaves_the_mask_as_it_is()
    {
        var world = new SmallWorld();
        DensityMap carried = FrameRebase.CarryMask(world.Mask, world.Mesh, MeshDeformation.Deformed(world.Mesh, new float[3 * world.Mesh.VertexCount]));
        carried.Values.Zip(world.Mask.Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void What_no_cell_holds_stays_in_the_mask()
    {
        var world = new SmallWorld();
        TetrahedralMesh small = MeshBuilder.BuildRegular(SmallWorld.Sphere(16, 0.15), null, new MeshOptions { CellsAcrossBox = 8 });
        float[] flow = new float[3 * small.VertexCount];
        Array.Fill(flow, 1f);
        DensityMap carried = FrameRebase.CarryMask(world.Mask, small, MeshDeformation.Deformed(small, flow));
        VoxelBinding binding = VoxelBinder.Bind(small, world.Mask);
        binding.UncoveredCount.ShouldBeGreaterThan(100);
        for (int i = binding.Count - binding.UncoveredCount; i < binding.Count; i++)
        {
            carried.Values[binding.Voxels[i]].ShouldBeGreaterThanOrEqualTo(binding.Mask[i]);
        }
    }
}
