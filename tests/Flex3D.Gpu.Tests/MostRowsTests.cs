using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Gpu.Tests;

/// <summary>Kernels number the voxels of all rows in 31 bits.</summary>
public class MostRowsTests
{
    [Theory]
    [InlineData(128, 300_000, GpuEngine.MostRows)]
    [InlineData(12_000, 1, 14)]
    public void Large_boxes_have_fewer_rows_at_once(int box, int voxels, int rows)
    {
        var mesh = new TetrahedralMesh { Vertices = new float[12], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [1, 1, 1, 1] };
        var binding = new VoxelBinding { Box = box, PixelSizeAngstrom = 1, Voxels = new int[voxels], Cells = [], Barycentric = [], Mask = [] };
        GpuEngine.MostRowsOf(new EngineProblem(box, 1, mesh, binding, new FlowArchitecture(1, 2, 32, 4, anchored: true))).ShouldBe(rows);
    }
}
