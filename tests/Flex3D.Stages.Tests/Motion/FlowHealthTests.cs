using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Tests.Model;

namespace Flex3D.Stages.Tests.Motion;

public class FlowHealthTests
{
    [Fact]
    public void A_model_that_does_not_move_is_as_at_rest() => Of(SampleModel.Create(motionSupported: false), 40).SmallestDeterminant.ShouldBe(1);

    [Fact]
    public void A_flow_that_folds_the_mesh_for_many_particles_is_found() => Of(Folding(particles: 2000, folded: 200), 2000).SmallestDeterminant.ShouldBeLessThan(0);

    [Fact]
    public void Less_than_a_thousandth_of_the_density_of_all_particles_does_not_count()
    {
        // Two cells of equal density in 2,000 conformations: the four smallest determinants are left out.
        Of(Folding(particles: 2000, folded: 1), 2000).SmallestDeterminant.ShouldBe(1, 1e-6);
        Of(Folding(particles: 2000, folded: 5), 2000).SmallestDeterminant.ShouldBeLessThan(0);
    }

    [Fact]
    public void A_cell_counts_by_its_density_and_is_said_where_it_is()
    {
        FlexModel model = Folding(particles: 2000, folded: 200);
        int worst = Enumerable.Range(0, 2).MinBy(c => Of(model, 2000, c).SmallestDeterminant), other = 1 - worst;
        FlowHealth alone = Of(model, 2000, worst), both = Of(model, 2000), rest = Of(model, 2000, other);
        alone.SmallestDeterminant.ShouldBeLessThan(rest.SmallestDeterminant);
        both.SmallestDeterminant.ShouldBe(alone.SmallestDeterminant, 0.02 * Math.Abs(alone.SmallestDeterminant));
        alone.RadiusAngstrom.ShouldBe(0, 1e-5, "one cell");
        for (int axis = 0; axis < 3; axis++)
        {
            double centre = Enumerable.Range(0, 4).Average(corner => model.Mesh.Vertices[3 * model.Mesh.Cells[4 * worst + corner] + axis]);
            (axis == 0 ? alone.Centre.X : axis == 1 ? alone.Centre.Y : alone.Centre.Z).ShouldBe(centre, 1e-4);
        }
        // Less than a thousandth of the density is in the worst cell.
        FlowHealth.Of(model, worst == 0 ? [1e-4f, 1] : [1, 1e-4f], 2000).SmallestDeterminant.ShouldBe(rest.SmallestDeterminant, 0.02 * Math.Abs(rest.SmallestDeterminant));
    }

    // Of density 1 in all cells, or in one alone.
    private static FlowHealth Of(FlexModel model, int sample, int? cell = null) =>
        FlowHealth.Of(model, [.. Enumerable.Range(0, model.Mesh.CellCount).Select(c => cell is null || c == cell ? 1f : 0)], sample);

    // The first particles far from the anchor, the others at it.
    private static FlexModel Folding(int particles, int folded)
    {
        FlexModel model = SampleModel.Create(particles: particles);
        for (int i = 0; i < particles; i++)
        {
            for (int d = 0; d < 2; d++)
            {
                model.Latents[2 * i + d] = i < folded ? -4 : model.Flow.Anchor[d];
            }
        }
        return model;
    }
}
