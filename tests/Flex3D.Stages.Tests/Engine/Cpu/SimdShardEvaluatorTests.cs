using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Cpu;

public sealed class SimdShardEvaluatorTests
{
    private const double Lambda = 2;

    [Fact]
    public void The_energy_is_half_the_squared_difference_of_image_and_projection()
    {
        var world = new SmallWorld();
        float[] parameters = world.LivelyFlow(), latents = world.AllLatents(1);
        float[][] images = [.. Enumerable.Range(0, 12).Select(p => world.Project(p, world.Voxels, []))];
        Array.ForEach(images, image => SmallWorld.AddNoise(image, 1, 0.3));
        ImageShard shard = world.Shard(images);
        for (int p = 0; p < 12; p++)
        {
            shard.Contrast[p] = 0.8f + 0.05f * p;
        }
        var energies = new CandidateEnergy[12];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters));
        evaluator.Evaluate(shard, latents, 1, energies);

        int n = world.Box;
        float[] counted = [.. Enumerable.Range(0, n * (n / 2 + 1)).Select(k => k == 0 || k / (n / 2 + 1) == n / 2 || k % (n / 2 + 1) == n / 2 ? 0f : 1f)];
        for (int p = 0; p < 12; p++)
        {
            float[] model = world.Filter(world.Project(p, world.Voxels, world.Flow(parameters, latents.AsSpan(2 * p, 2))), counted), image = world.Filter(images[p], counted);
            double expected = 0.5 * image.Zip(model, (i, m) => Math.Pow(i - shard.Contrast[p] * m, 2)).Sum();
            energies[p].Data(shard.Constant[p], shard.Contrast[p]).ShouldBe(expected, 1e-4 * shard.Constant[p]);
        }
    }

    [Fact]
    public void A_candidate_has_the_same_bits_whatever_is_evaluated_beside_it()
    {
        var world = new SmallWorld();
        ImageShard shard = world.LivelyShard();
        float[] latents = [.. Enumerable.Range(0, 12).SelectMany(p => Enumerable.Range(0, 7).SelectMany(c => world.Latents(p, (ulong)c)))];
        var together = new CandidateEnergy[12 * 7];
        var alone = new CandidateEnergy[12];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow(), Strengths.Rigidity(Lambda)));
        evaluator.Evaluate(shard, latents, 7, together);
        for (int c = 0; c < 7; c++)
        {
            evaluator.Evaluate(shard, [.. Enumerable.Range(0, 12).SelectMany(p => world.Latents(p, (ulong)c))], 1, alone);
            for (int p = 0; p < 12; p++)
            {
                together[7 * p + c].ShouldBe(alone[p]);
            }
        }
    }

    [Fact]
    public void The_cross_term_and_the_map_gradient_are_adjoint()
    {
        // Without W the loss is −s⟨B, P V⟩, linear in V: ⟨V, gradient⟩ is the loss itself.
        var world = new SmallWorld(particles: 40);
        ImageShard shard = world.LivelyShard();
        Array.Clear(shard.Weight);
        float[] latents = world.AllLatents(2), gradient = new float[world.Voxels.Length];
        var energies = new CandidateEnergy[40];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow(), Strengths.Rigidity(Lambda)));
        evaluator.AccumulateMapGradient(shard, latents, gradient, energies);
        double cross = energies.Sum(e => e.Cross), dot = Dot(gradient, world.Voxels);
        (-dot).ShouldBe(cross, 1e-5 * energies.Sum(e => Math.Abs(e.Cross)));
    }

    [Fact]
    public void The_map_gradient_is_the_slope_of_the_energy()
    {
        var world = new SmallWorld();
        ImageShard shard = world.LivelyShard();
        shard.Contrast.AsSpan(0, 6).Fill(0.7f);
        float[] latents = world.AllLatents(2), parameters = world.LivelyFlow(), gradient = new float[world.Voxels.Length];
        float[] step = [.. gradient.Select((_, i) => (float)(0.3 * CounterRandom.Normal(1, 105, 0, 0, (ulong)i)))];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters, Strengths.Rigidity(Lambda)));
        evaluator.AccumulateMapGradient(shard, latents, gradient, new CandidateEnergy[12]);

        double Energy(float sign)
        {
            evaluator.SetModel(new ModelSnapshot([.. world.Voxels.Zip(step, (v, d) => v + sign * d)], parameters, Strengths.Rigidity(Lambda)));
            return Total(evaluator, shard, latents, prior: false);
        }

        // E is quadratic in V: a central difference is exact for any step.
        (Energy(1) - Energy(-1)).ShouldBe(2 * Dot(gradient, step), 1e-4 * Energy(0));
        Math.Abs(2 * Dot(gradient, step)).ShouldBeGreaterThan(0.02 * Energy(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_flow_gradient_is_the_slope_of_energy_and_rigidity(bool anchored)
    {
        var world = new SmallWorld(box: 20, particles: 35, anchored: anchored); // more images than one pass through the network takes
        ImageShard shard = world.LivelyShard();
        shard.Contrast.AsSpan(0, 10).Fill(0.7f);
        float[] latents = world.AllLatents(2), parameters = world.LivelyFlow(), gradient = new float[parameters.Length];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters, Strengths.Rigidity(Lambda)));
        evaluator.AccumulateFlowGradient(shard, latents, gradient, new CandidateEnergy[35]);
        float[] zero = [.. gradient.Zip(parameters, (g, p) => p == 0 && g == 0 ? 0f : 1f)];

        for (ulong direction = 0; direction < 4; direction++)
        {
            // Along the gradient the slope is steepest; the others are random signs of it, so that every layer counts.
            float norm = (float)Math.Sqrt(Dot(gradient, gradient));
            float[] step = [.. gradient.Select((g, i) => g / norm * (direction == 0 || CounterRandom.Uniform(direction, 106, 0, 0, (ulong)i) < 0.7 ? 0.004f : -0.004f))];

            double Energy(float sign)
            {
                evaluator.SetModel(new ModelSnapshot(world.Voxels, [.. parameters.Zip(step, (p, d) => p + sign * d)], Strengths.Rigidity(Lambda)));
                return Total(evaluator, shard, latents, prior: true);
            }

            double expected = 2 * Dot(gradient, step);
            (Energy(1) - Energy(-1)).ShouldBe(expected, 0.01 * Math.Abs(expected));
        }
        zero.Sum().ShouldBeGreaterThan(parameters.Length / 2);
    }

    [Fact]
    public void A_prior_of_any_kind_weighs_in_and_can_be_asked_for_alone()
    {
        var world = new SmallWorld(particles: 35);
        ImageShard shard = world.LivelyShard();
        float[] latents = world.AllLatents(2), parameters = world.LivelyFlow(), with = new float[parameters.Length], without = new float[parameters.Length];
        var energies = new CandidateEnergy[35];
        double[] pull = new double[35], rigidity = new double[35], still = [1, .. new double[34]];
        using var evaluator = new SimdShardEvaluator(world.Problem with { Priors = [PullPrior.Kind, .. FlowPriorKind.All] });
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters, Strengths.Rigidity(Lambda)));
        evaluator.AccumulateFlowGradient(shard, latents, without, energies);
        double[] before = [.. energies.Select(energy => energy.Prior)];
        evaluator.EvaluatePrior("pull", latents, pull);
        evaluator.EvaluatePrior("rigidity", latents, rigidity);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters, Strengths.Rigidity(Lambda).With("pull", 0.25)));
        evaluator.AccumulateFlowGradient(shard, latents, with, energies);

        // Of eq. 7's sum over priors nothing is left but the strength times what each says alone.
        for (int p = 0; p < 35; p++)
        {
            float[] flow = world.Flow(parameters, latents.AsSpan(2 * p, 2));
            pull[p].ShouldBe(flow.Sum(f => (double)f * f), 1e-4 * pull[p]);
            before[p].ShouldBe(Lambda * rigidity[p], 1e-6 * before[p]);
            energies[p].Prior.ShouldBe(Lambda * rigidity[p] + 0.25 * pull[p], 1e-6 * energies[p].Prior);
        }

        // The network is linear in its output weights w, so that Σ_w w ∂‖f‖²/∂w = 2 ‖f‖².
        int output = world.Network.OutputWeights;
        double slope = 0;
        for (int i = output; i < parameters.Length; i++)
        {
            slope += parameters[i] * ((double)with[i] - without[i]);
        }
        slope.ShouldBe(0.25 * 2 * pull.Sum(), 1e-3 * pull.Sum());

        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        evaluator.EvaluatePrior("rigidity", latents, still);
        still.ShouldAllBe(energy => energy == 0);
        Should.Throw<InvariantException>(() => evaluator.EvaluatePrior("hinge", latents, still)).Message.ShouldContain("hinge");
    }

    [Fact]
    public void Gradients_are_added_and_the_rigid_model_refuses_a_flow_gradient()
    {
        var world = new SmallWorld();
        ImageShard shard = world.LivelyShard();
        float[] latents = world.AllLatents(2), once = new float[world.Voxels.Length], twice = new float[world.Voxels.Length];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, null, Strengths.Rigidity(Lambda)));
        evaluator.AccumulateMapGradient(shard, latents, once, new CandidateEnergy[12]);
        evaluator.AccumulateMapGradient(shard, latents, twice, new CandidateEnergy[12]);
        evaluator.AccumulateMapGradient(shard, latents, twice, new CandidateEnergy[12]);
        for (int i = 0; i < once.Length; i++)
        {
            twice[i].ShouldBe(2 * once[i], 1e-4f * once.Max(Math.Abs));
        }
        Should.Throw<InvariantException>(() => evaluator.AccumulateFlowGradient(shard, latents, new float[world.Network.ParameterCount], new CandidateEnergy[12]));
    }

    [Fact]
    public void Nothing_is_allocated_for_an_image()
    {
        var world = new SmallWorld(particles: 40);
        ImageShard shard = world.LivelyShard();
        float[] latents = world.AllLatents(2), gradient = new float[world.Network.ParameterCount], map = new float[world.Voxels.Length];
        var energies = new CandidateEnergy[40];
        using var evaluator = new SimdShardEvaluator(world.Problem);
        var model = new ModelSnapshot(world.Voxels, world.LivelyFlow(), Strengths.Rigidity(Lambda));
        var search = new LatentSearch(2, 40);
        var settings = new LatentSearchSettings([0.5, 0.25], 1.5, new LatentPrior(20, 1.5, 4));
        Once();
        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Once();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Once()
        {
            evaluator.SetModel(model);
            evaluator.Evaluate(shard, latents, 1, energies);
            evaluator.AccumulateFlowGradient(shard, latents, gradient, energies);
            evaluator.AccumulateMapGradient(shard, latents, map, energies);
            search.Run(evaluator, shard, settings, latents.AsSpan(0, 6), 1, 0, latents, energies);
        }
    }

    private static double Total(SimdShardEvaluator evaluator, ImageShard shard, float[] latents, bool prior)
    {
        var energies = new CandidateEnergy[shard.Count];
        evaluator.Evaluate(shard, latents, 1, energies);
        return energies.Select((e, i) => e.Data(shard.Constant[i], shard.Contrast[i]) + (prior ? e.Prior : 0)).Sum();
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
