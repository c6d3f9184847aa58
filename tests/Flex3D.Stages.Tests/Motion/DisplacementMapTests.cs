using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>Maps of displacements that are known at every place.</summary>
public sealed class DisplacementMapTests
{
    [Fact]
    public void A_shift_moves_every_place_by_its_length_wherever_the_molecule_has_come()
    {
        float[] shift = PlantedModel.Field((x, y, z) => (x + 3, y - 4, z));
        FlexModel model = PlantedModel.Create([(shift, shift)], [0, 1]);
        DensityMap map = new ConformationMaps(model, new FlowField(model), PlantedModel.Mask, PlantedModel.Mask, 2).DisplacementAt([1f], [0f]);
        float[] told = [.. map.Values.Where(value => value > 0)];
        told.Length.ShouldBeGreaterThan(PlantedModel.Mask.Values.Count(value => value > 0.5f));
        told.ShouldAllBe(value => Math.Abs(value - 5) < 0.01f);
    }

    [Fact]
    public void A_turn_moves_places_by_their_distance_from_its_axis_and_half_as_far_from_half_way()
    {
        float[] turn = PlantedModel.Field((x, y, z) => PlantedModel.Turn(x, y, z, 5));
        FlexModel model = PlantedModel.Create([(turn, turn)], [0, 1]);
        var maps = new ConformationMaps(model, new FlowField(model), PlantedModel.Mask, PlantedModel.Mask, 1);
        DensityMap whole = maps.DisplacementAt([1f], [0f]), half = maps.DisplacementAt([1f], [0.5f]);
        int middle = whole.Box / 2;
        for (int x = middle + 2; x < middle + 6; x++)
        {
            double expected = 2 * Math.Sin(2.5 * Math.PI / 180) * (x - middle) * whole.PixelSizeAngstrom;
            ((double)whole[middle, middle, x]).ShouldBe(expected, 0.15);
            ((double)half[middle, middle, x]).ShouldBe(whole[middle, middle, x] / 2, 0.01);
        }
        new ConformationMaps(model, new FlowField(model), PlantedModel.Mask, PlantedModel.Mask, 3).DisplacementAt([1f], [0f]).Values.ShouldBe(whole.Values);
    }
}
