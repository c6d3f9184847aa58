using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>What every engine must be by itself: its adjoints the derivatives of its energies, the same bits twice, and no number from none.</summary>
public abstract class EngineConsistency
{
    private protected const double Lambda = 2;

    /// <summary>The engine; skips the test, and says why, where its device is not there.</summary>
    internal abstract IEngine Open();

    [Fact]
    public void The_map_gradient_is_the_derivative_of_the_energy()
    {
        var world = new ParityWorld(16, anchored: true, flexed: true, Lambda);
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        float[] gradient = new float[world.Model.Voxels.Length], way = world.Direction(gradient.Length);
        evaluator.SetModel(world.Model);
        evaluator.AccumulateMapGradient(world.Shard, world.Latents, gradient, new CandidateEnergy[world.Count]);

        // The energy is a parabola along any line through the map: the difference of two points on it is exact at any distance.
        double difference = Energy(world.Along(way, 0.5f, null)) - Energy(world.Along(way, -0.5f, null));
        Dot(gradient, way).ShouldBe(difference, 1e-4 * Math.Abs(difference));

        double Energy(ModelSnapshot model) => world.Energy(evaluator, model);
    }

    [Fact]
    public void The_flow_gradient_is_the_derivative_of_the_energy()
    {
        var world = new ParityWorld(16, anchored: true, flexed: true, Lambda);
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        float[] gradient = new float[world.Model.FlowParameters!.Length], way = world.OutputDirection();
        evaluator.SetModel(world.Model);
        evaluator.AccumulateFlowGradient(world.Shard, world.Latents, gradient, new CandidateEnergy[world.Count]);
        double expected = Dot(gradient, way), step = 1e-2;
        double found = (Energy(step) - Energy(-step)) / (2 * step);
        expected.ShouldNotBe(0);
        found.ShouldBe(expected, 2e-3 * Math.Abs(expected));

        double Energy(double length) => world.Energy(evaluator, world.Along(null, (float)length, way));
    }

    [Fact]
    public void The_gradient_in_an_images_own_parameters_is_the_derivative_of_its_energy()
    {
        var world = new ParityWorld(16, anchored: true, flexed: true, Lambda);
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        var equations = new NormalEquations(world.Count, OwnSteps.All);
        evaluator.SetModel(world.Model);
        evaluator.Linearise(world.Shard, world.Latents, equations);
        for (int column = 0; column < equations.Columns.Count; column++)
        {
            double step = column < 5 ? 2e-3 : column < 7 ? 0.02 : column == 7 ? 0.01 : 5;
            double[] plus = OwnSteps.Losses(world, evaluator, column, step), minus = OwnSteps.Losses(world, evaluator, column, -step);
            double[] slopes = [.. plus.Zip(minus, (a, b) => (a - b) / (2 * step))];
            double most = slopes.Max(Math.Abs);
            for (int image = 0; image < world.Count; image++)
            {
                // A shift acts on the samples of the spline, its derivative on their spectrum: they differ where the spline repeats beyond Nyquist.
                equations.Gradient(image)[column].ShouldBe(slopes[image], (column is 5 or 6 ? 0.05 : 0.01) * most, $"column {column} of image {image}");
            }
        }
    }

    [Fact]
    public void The_same_linearisation_gives_the_same_bits()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, Lambda);
        using IEngine engine = Open();
        NormalEquations[] found = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(world.Model);
            var equations = new NormalEquations(world.Count, OwnSteps.All);
            evaluator.Linearise(world.Shard, world.Latents, equations);
            return equations;
        })];
        found[1].Energies.ShouldBe(found[0].Energies);
        found[1].Gradients.ShouldBe(found[0].Gradients);
        found[1].Hessians.ShouldBe(found[0].Hessians);
    }

    [Fact]
    public void The_same_call_gives_the_same_bits_and_adds_to_what_is_there()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, Lambda);
        using IEngine engine = Open();
        float[][] found = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(world.Model);
            float[] once = new float[world.Model.Voxels.Length], twice = new float[once.Length];
            var energies = new CandidateEnergy[world.Count];
            evaluator.AccumulateMapGradient(world.Shard, world.Latents, once, energies);
            evaluator.AccumulateMapGradient(world.Shard, world.Latents, twice, energies);
            evaluator.AccumulateMapGradient(world.Shard, world.Latents, twice, energies);
            Distance([.. once.Select(value => 2 * value)], twice).ShouldBeLessThan(1e-6);
            return once;
        })];
        found[0].ShouldBe(found[1]);
    }

    [Fact]
    public void A_flow_that_is_not_a_number_gives_energies_that_are_none()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, Lambda);
        float[] parameters = [.. world.Model.FlowParameters!];
        Array.Fill(parameters, float.NaN, world.OutputWeights, 4);
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(world.Model with { FlowParameters = parameters });
        var energies = new CandidateEnergy[world.Count];
        evaluator.Evaluate(world.Shard, world.Latents, 1, energies);
        energies.ShouldAllBe(energy => double.IsNaN(energy.Cross) && double.IsNaN(energy.Power) && double.IsNaN(energy.Prior));
        var equations = new NormalEquations(world.Count, OwnSteps.All);
        evaluator.Linearise(world.Shard, world.Latents, equations);
        equations.Gradients.ShouldAllBe(slope => double.IsNaN(slope));
        equations.Hessians.ShouldAllBe(curvature => double.IsNaN(curvature));
    }

    [Fact]
    public void A_density_that_is_not_a_number_gives_energies_that_are_none()
    {
        var world = new ParityWorld(12, anchored: true, flexed: true, Lambda);
        float[] voxels = [.. world.Model.Voxels];
        voxels[voxels.Length / 2] = float.NaN;
        using IEngine engine = Open();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(world.Model with { Voxels = voxels });
        var energies = new CandidateEnergy[world.Count];
        evaluator.Evaluate(world.Shard, world.Latents, 1, energies);
        energies.ShouldAllBe(energy => double.IsNaN(energy.Cross) && double.IsNaN(energy.Power));
    }

    private protected static double Distance(float[] expected, float[] found) => Math.Sqrt(expected.Zip(found, (a, b) => (double)(a - b) * (a - b)).Sum() / Dot(expected, expected));

    private protected static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
