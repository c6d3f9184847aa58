using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;
using Flex3D.Stages.Tests.Geometry;

namespace Flex3D.Stages.Tests.Segments;

public class GivenWeightsTests
{
    [Fact]
    public void A_map_gives_each_cell_the_mean_of_its_voxels()
    {
        TetrahedralMesh mesh = TwoBlocks.Cut(fused: false).Mesh;
        var map = new DensityMap(TwoBlocks.Box, TwoBlocks.Pixel, [.. TwoBlocks.Voxels().Select(v => TwoBlocks.Label(v) == 4 ? 20f : 0.5f)]);
        GivenWeights.FromMap(mesh, map, "weights.mrc").ShouldBeGreaterThan(mesh.CellCount / 2);
        VoxelBinding binding = VoxelBinder.Bind(mesh, TwoBlocks.Mask);
        foreach (int cell in binding.Cells.Distinct())
        {
            // Outside the mask a cell may hold places of the other segment, which are not in its own.
            mesh.RigidityWeights[cell].ShouldBe(mesh.Segments!.CellLabels[cell] == 4 ? 20 : 0.5f, 6);
        }
        map.Values[3] = -1;
        Should.Throw<InputException>(() => GivenWeights.FromMap(mesh, map, "weights.mrc")).Message.ShouldContain("weights.mrc, voxel x=3, y=0, z=0: found -1");
    }

    [Fact]
    public void A_table_sets_the_cells_that_it_lists()
    {
        TetrahedralMesh mesh = TwoBlocks.Cut(fused: false).Mesh;
        GivenWeights.FromTable(mesh, Table("cell,segment,weight\n3,4,12.5\n0,4,0\n")).ShouldBe(2);
        mesh.RigidityWeights.Take(5).ShouldBe([0, 1, 1, 12.5f, 1]);
    }

    [Theory]
    [InlineData("cell,stiffness\n1,2\n", "line 1: found 'cell,stiffness'; expected the columns cell and weight")]
    [InlineData("cell,weight\n1,2\n100000,2\n", "line 3: found '100000,2'")]
    [InlineData("cell,weight\n-1,2\n", "line 2: found '-1,2'")]
    [InlineData("cell,weight\n1\n", "line 2: found '1'")]
    [InlineData("cell,weight\n1,-2\n", "line 2: found '-2'; expected a weight of 0 or more")]
    [InlineData("cell,weight\n1,NaN\n", "line 2: found 'NaN'; expected a weight of 0 or more")]
    public void What_is_wrong_in_a_table_is_said_with_its_line(string text, string message) =>
        Should.Throw<InputException>(() => GivenWeights.FromTable(TwoBlocks.Cut(fused: false).Mesh, Table(text))).Message.ShouldContain(message);

    private static string Table(string text)
    {
        string path = Shapes.Temporary($"weights{text.GetHashCode():x}.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
