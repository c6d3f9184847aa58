using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Motion;

public class VolumeChangeTests
{
    // At latent 1 the flow stretches by 1.2 along x and shrinks by 0.9 along y: J = 1.08 in every cell; at −1 it turns: J = 1.
    private static readonly FlexModel s_stretched = PlantedModel.Create(
        [(PlantedModel.Field((x, y, z) => (1.2 * x, 0.9 * y, z)), PlantedModel.Field((x, y, z) => PlantedModel.Turn(x, y, z, 30)))], [1, -1, 1, 1]);

    [Fact]
    public void A_stretch_has_the_product_of_its_factors_and_a_turn_none()
    {
        VolumeChange change = VolumeChange.Of(s_stretched, 4);
        change.Particles.ShouldBe(4);
        change.Smallest.ShouldAllBe(j => Math.Abs(j - 1) < 1e-3);
        change.LowPercentile.ShouldAllBe(j => Math.Abs(j - 1) < 1e-3);
        double expected = Math.Log(1.08) * Math.Sqrt(0.75);
        change.RmsLog.ShouldAllBe(rms => Math.Abs(rms - expected) < 1e-3);
    }

    [Fact]
    public void A_mirrored_cell_is_inside_out()
    {
        FlexModel mirrored = PlantedModel.Create([(PlantedModel.Field((x, y, z) => (-x, y, z)), PlantedModel.Field((x, y, z) => (x, y, z)))], [1, -1]);
        VolumeChange change = VolumeChange.Of(mirrored, 2);
        change.Smallest.ShouldAllBe(j => Math.Abs(j + 1) < 1e-3);
        change.RmsLog.ShouldAllBe(rms => double.IsFinite(rms) && rms > 3);
    }

    [Fact]
    public void Voxels_get_the_value_of_the_cell_that_holds_them()
    {
        double[] byHeight = [.. Enumerable.Range(0, PlantedModel.Mesh.CellCount).Select(c =>
            Enumerable.Range(0, 4).Average(k => (double)PlantedModel.Mesh.Vertices[3 * PlantedModel.Mesh.Cells[4 * c + k] + 2]))];
        DensityMap map = VolumeChange.OnGrid(byHeight, PlantedModel.Mesh, PlantedModel.Mask, -1000);
        for (int i = 0; i < map.Values.Length; i++)
        {
            bool inside = PlantedModel.Mask.Values[i] > 0.01f;
            double z = (i / 24 / 24 - 12) * 4.0;
            (map.Values[i] == -1000 ? !inside : inside && Math.Abs(map.Values[i] - z) < 12).ShouldBeTrue($"voxel {i}: {map.Values[i]} at height {z}");
        }
    }
}
