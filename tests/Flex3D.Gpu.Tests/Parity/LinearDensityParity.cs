using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>Linear density models, V + Σ_k z_k U_k, against the equations in double.</summary>
public abstract class LinearDensityParity : EngineParity
{
    [Theory]
    [InlineData(16, 1)]
    [InlineData(12, 1)]
    [InlineData(20, 1)]
    [InlineData(12, 8)] // beyond the latents for which the device's units are made
    [InlineData(12, 1000)]
    public void Energies_of_mixed_densities_are_those_of_the_equations(int box, float stretch)
    {
        const int Candidates = 4;
        var world = new ParityWorld(box, anchored: true, flexed: false, lambda: 0);
        float[] latents = [.. world.Candidates(Candidates).Select(z => stretch * z)];
        CandidateEnergy[] expected = new CandidateEnergy[world.Count * Candidates], found = new CandidateEnergy[expected.Length];
        Both(world, (evaluator, reference) => evaluator.Evaluate(world.Shard, latents, Candidates, reference ? expected : found), world.Linear);
        Agree(expected, found);
    }

    [Theory]
    [InlineData(16, true, 1)]
    [InlineData(16, false, 1)]
    [InlineData(20, true, 1)]
    [InlineData(12, true, 30)]
    public void Gradients_of_components_and_map_are_those_of_the_equations(int box, bool ofComponents, float stretch)
    {
        var world = new ParityWorld(box, anchored: true, flexed: false, lambda: 0);
        float[] latents = [.. world.Latents.Select(z => stretch * z)], expected = new float[(ofComponents ? 2 : 1) * world.Model.Voxels.Length], found = new float[expected.Length];
        CandidateEnergy[] energies = new CandidateEnergy[world.Count], foundEnergies = new CandidateEnergy[world.Count];
        Both(
            world,
            (evaluator, reference) =>
            {
                (float[] gradient, CandidateEnergy[] beside) = reference ? (expected, energies) : (found, foundEnergies);
                if (ofComponents)
                {
                    evaluator.AccumulateComponentGradient(world.Shard, latents, gradient, beside);
                }
                else
                {
                    evaluator.AccumulateMapGradient(world.Shard, latents, gradient, beside);
                }
            },
            world.Linear);
        Distance(expected, found).ShouldBeLessThan(Tolerance);
        Agree(energies, foundEnergies);
    }

    [Theory]
    [InlineData(16, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast | OwnParameters.Defocus, 1)]
    [InlineData(12, OwnParameters.Latents, 0)] // at the map itself
    [InlineData(12, OwnParameters.Latents | OwnParameters.Contrast, 20)]
    [InlineData(12, OwnParameters.Rotation | OwnParameters.Shift, 1)]
    public void The_loss_of_mixed_densities_to_second_order_is_that_of_the_equations(int box, OwnParameters included, float stretch)
    {
        var world = new ParityWorld(box, anchored: true, flexed: false, lambda: 0);
        float[] latents = [.. world.Latents.Select(z => stretch * z)];
        var columns = new ParameterColumns(2, included);
        NormalEquations expected = new(world.Count, columns), found = new(world.Count, columns);
        Both(world, (evaluator, reference) => evaluator.Linearise(world.Shard, latents, reference ? expected : found), world.Linear);
        Agree(expected.Energies, found.Energies);
        OwnAgreement.Require(expected, found, Tolerance, bent: 0);
    }

    [Theory]
    [InlineData(1)] // the largest of the units' own range
    [InlineData(-400)]
    public void Mixed_voxels_that_all_fall_on_one_point_are_summed_without_loss(float latent)
    {
        var world = new ParityWorld(12, anchored: true, flexed: false, lambda: 0);
        for (int i = 0; i < world.Count; i++)
        {
            float[] pose = [0, 0, 0, 0, 0, 0, 6.25f, 5.5f + 0.1f * i];
            pose.CopyTo(world.Shard.Pose, i * ImageShard.PoseLength);
        }
        float[] latents = [.. Enumerable.Repeat(latent, 2 * world.Count)];
        CandidateEnergy[] expected = new CandidateEnergy[world.Count], found = new CandidateEnergy[world.Count];
        ModelSnapshot one = world.Linear with { Components = [.. world.Linear.Components!.Select(MathF.Abs)] }; // nothing cancels
        Both(world, (evaluator, reference) => evaluator.Evaluate(world.Shard, latents, 1, reference ? expected : found), one);
        Agree(expected, found);
    }
}
