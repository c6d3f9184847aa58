using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Tests.Model;

namespace Flex3D.Stages.Tests.Motion;

public class FlowHealthTests
{
    [Fact]
    public void A_model_that_does_not_move_is_as_at_rest() =>
        FlowHealth.SmallestDeterminant(SampleModel.Create(motionSupported: false), 40).ShouldBe(1);

    [Fact]
    public void A_flow_that_folds_the_mesh_for_many_particles_is_found() =>
        FlowHealth.SmallestDeterminant(Folding(particles: 2000, folded: 200), 2000).ShouldBeLessThan(0);

    [Fact]
    public void Less_than_a_thousandth_of_cells_and_particles_does_not_count()
    {
        // Two cells in 2,000 conformations: the four smallest determinants are left out.
        FlowHealth.SmallestDeterminant(Folding(particles: 2000, folded: 1), 2000).ShouldBe(1, 1e-6);
        FlowHealth.SmallestDeterminant(Folding(particles: 2000, folded: 5), 2000).ShouldBeLessThan(0);
    }

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
