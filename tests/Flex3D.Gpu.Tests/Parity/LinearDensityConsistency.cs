using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>What every engine must be by itself under a linear density model, V + Σ_k z_k U_k: the loss is a parabola in z and in U, so differences are exact at any step.</summary>
public abstract class LinearDensityConsistency : EngineConsistency
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_of_components_and_map_are_derivatives_of_the_energy_and_are_added(bool ofComponents)
    {
        var world = new ParityWorld(16, anchored: true, flexed: false, lambda: 0);
        ModelSnapshot model = world.Linear;
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        float[] gradient = new float[ofComponents ? 2 * model.Voxels.Length : model.Voxels.Length], way = world.Direction(gradient.Length);
        CandidateEnergy[] beside = new CandidateEnergy[world.Count], energies = new CandidateEnergy[world.Count];
        evaluator.SetModel(model);
        Array.Fill(gradient, 1);
        if (ofComponents)
        {
            evaluator.AccumulateComponentGradient(world.Shard, world.Latents, gradient, beside);
        }
        else
        {
            evaluator.AccumulateMapGradient(world.Shard, world.Latents, gradient, beside);
        }
        evaluator.Evaluate(world.Shard, world.Latents, 1, energies);
        beside.ShouldBe(energies);
        energies.ShouldAllBe(energy => energy.Power > 0 && energy.Prior == 0);
        double difference = Energy(0.5f) - Energy(-0.5f);
        (Dot(gradient, way) - way.Sum(value => (double)value)).ShouldBe(difference, 1e-4 * Math.Abs(difference));

        double Energy(float length) => world.Energy(evaluator, ofComponents ? model with { Components = Moved(model.Components!, way, length) } : model with { Voxels = Moved(model.Voxels, way, length) });
    }

    [Fact]
    public void Gradient_and_Hessian_in_the_latents_are_those_of_the_parabola_and_other_gradients_are_slopes()
    {
        var world = new ParityWorld(16, anchored: true, flexed: false, lambda: 0);
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        var equations = new NormalEquations(world.Count, OwnSteps.All);
        evaluator.SetModel(world.Linear);
        evaluator.Linearise(world.Shard, world.Latents, equations);
        double[] here = OwnSteps.Losses(world, evaluator, 0, 0);
        for (int column = 0; column < equations.Columns.Count; column++)
        {
            double step = column < 2 ? 0.5 : column < 5 ? 2e-3 : column < 7 ? 0.02 : column == 7 ? 0.01 : 5;
            double[] plus = OwnSteps.Losses(world, evaluator, column, step), minus = OwnSteps.Losses(world, evaluator, column, -step);
            double[] slopes = [.. plus.Zip(minus, (a, b) => (a - b) / (2 * step))];
            double most = slopes.Max(Math.Abs);
            for (int image = 0; image < world.Count; image++)
            {
                // A shift acts on the samples of the spline, its derivative on their spectrum: they differ where the spline repeats beyond Nyquist.
                equations.Gradient(image)[column].ShouldBe(slopes[image], (column < 2 ? 1e-4 : column is 5 or 6 ? 0.1 : 0.01) * most, $"column {column} of image {image}");
                if (column < 2)
                {
                    double curvature = (plus[image] + minus[image] - 2 * here[image]) / (step * step);
                    equations.Hessian(image)[10 * column].ShouldBe(curvature, 1e-4 * curvature, $"curvature in {column} of image {image}");
                }
            }
        }
    }

    [Fact]
    public void The_same_linear_model_gives_the_same_bits()
    {
        var world = new ParityWorld(12, anchored: true, flexed: false, lambda: 0);
        using IEngine engine = Open();
        (float[] Gradient, CandidateEnergy[] Energies, NormalEquations Own)[] found = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(world.Linear);
            float[] gradient = new float[2 * world.Model.Voxels.Length];
            var energies = new CandidateEnergy[world.Count];
            var equations = new NormalEquations(world.Count, OwnSteps.All);
            evaluator.AccumulateComponentGradient(world.Shard, world.Latents, gradient, energies);
            evaluator.Linearise(world.Shard, world.Latents, equations);
            return (gradient, energies, equations);
        })];
        found[1].Gradient.ShouldBe(found[0].Gradient);
        found[1].Energies.ShouldBe(found[0].Energies);
        found[1].Own.Energies.ShouldBe(found[0].Own.Energies);
        found[1].Own.Gradients.ShouldBe(found[0].Own.Gradients);
        found[1].Own.Hessians.ShouldBe(found[0].Own.Hessians);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_latent_or_component_that_is_not_a_number_gives_energies_that_are_none(bool latent)
    {
        var world = new ParityWorld(12, anchored: true, flexed: false, lambda: 0);
        ModelSnapshot model = world.Linear;
        (latent ? world.Latents : model.Components!)[5] = float.NaN;
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(model);
        var energies = new CandidateEnergy[world.Count];
        evaluator.Evaluate(world.Shard, world.Latents, 1, energies);
        energies.Select(energy => double.IsNaN(energy.Power)).ShouldBe(Enumerable.Range(0, world.Count).Select(image => !latent || image == 2));
        var equations = new NormalEquations(world.Count, OwnSteps.All);
        evaluator.Linearise(world.Shard, world.Latents, equations);
        for (int image = 0; image < world.Count; image++)
        {
            double.IsNaN(equations.Gradient(image)[7]).ShouldBe(!latent || image == 2, $"image {image}");
        }
    }

    [Fact]
    public void Other_models_have_no_components_and_a_linear_one_no_flow()
    {
        var world = new ParityWorld(12, anchored: true, flexed: false, lambda: 0);
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        double[] rigidity = [.. Enumerable.Repeat(7.0, world.Count)];
        evaluator.SetModel(world.Linear);
        evaluator.EvaluatePrior("rigidity", world.Latents, rigidity);
        rigidity.ShouldAllBe(energy => energy == 0);
        if (engine.Name.Contains("reference", StringComparison.Ordinal))
        {
            return; // it is given nothing that it would have to refuse
        }
        Should.Throw<InvariantException>(() => evaluator.AccumulateFlowGradient(world.Shard, world.Latents, new float[1], new CandidateEnergy[world.Count]));
        evaluator.SetModel(world.Model);
        Should.Throw<InvariantException>(() => evaluator.AccumulateComponentGradient(world.Shard, world.Latents, new float[2 * world.Model.Voxels.Length], new CandidateEnergy[world.Count]));
        Should.Throw<InvariantException>(() => evaluator.Linearise(world.Shard, world.Latents, new NormalEquations(world.Count, OwnSteps.All)));
    }

    private static float[] Moved(float[] values, float[] way, float length) => [.. values.Zip(way, (value, step) => value + length * step)];
}
