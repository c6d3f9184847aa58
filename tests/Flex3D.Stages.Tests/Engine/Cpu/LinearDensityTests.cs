using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Cpu;

/// <summary>Linear density models, V + Σ_k z_k U_k: each image against a rigid model of its own density, mixed here in double, and against differences, exact for a parabola.</summary>
public sealed class LinearDensityTests
{
    private const int Images = 20; // more than one batch
    private const OwnParameters All = OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast | OwnParameters.Defocus;

    private readonly SmallWorld _world = new(box: 16, particles: Images);
    private readonly ImageShard _shard;
    private readonly float[] _components, _latents;

    public LinearDensityTests()
    {
        _shard = _world.LivelyShard();
        for (int i = 0; i < Images; i++)
        {
            _shard.Contrast[i] = 0.7f + 0.03f * i;
        }
        _shard.DefocusSlope = Random(_shard.Weight.Length, 0, 1e-3);
        _components = Random(2 * _world.Voxels.Length, 1, 0.3);
        _latents = _world.AllLatents(2);
    }

    [Fact]
    public void Each_candidate_has_the_energy_of_its_own_density()
    {
        float[] candidates = [.. Enumerable.Range(0, Images).SelectMany(p => Enumerable.Range(0, 3).SelectMany(c => _world.Latents(p, (ulong)c)))];
        var found = new CandidateEnergy[3 * Images];
        using IShardEvaluator evaluator = Evaluator(Model(_components));
        evaluator.Evaluate(_shard, candidates, 3, found);
        for (int row = 0; row < found.Length; row += 7)
        {
            CandidateEnergy expected = Alone(Mixed(candidates.AsSpan(2 * row, 2)))[row / 3];
            found[row].Cross.ShouldBe(expected.Cross, 1e-5 * expected.Power);
            found[row].Power.ShouldBe(expected.Power, 1e-5 * expected.Power);
            found[row].Prior.ShouldBe(0);
        }
    }

    [Fact]
    public void The_gradient_of_a_component_is_that_of_each_images_own_map_times_its_latent()
    {
        int voxels = _world.Voxels.Length;
        float[] found = [.. Enumerable.Repeat(1f, 2 * voxels)];
        var energies = new CandidateEnergy[Images];
        using IShardEvaluator evaluator = Evaluator(Model(_components));
        evaluator.AccumulateComponentGradient(_shard, _latents, found, energies);
        double[] expected = new double[2 * voxels];
        for (int image = 0; image < Images; image++)
        {
            // The rigid model of one image's density, the others' shares taken out by a contrast of 0.
            float[] contrasts = [.. _shard.Contrast], gradient = new float[voxels];
            var beside = new CandidateEnergy[Images];
            Array.Clear(_shard.Contrast);
            _shard.Contrast[image] = contrasts[image];
            using (IShardEvaluator rigid = Evaluator(new ModelSnapshot(Mixed(_latents.AsSpan(2 * image, 2)))))
            {
                rigid.AccumulateMapGradient(_shard, _latents, gradient, beside);
            }
            contrasts.CopyTo(_shard.Contrast, 0);
            energies[image].Power.ShouldBe(beside[image].Power, 1e-5 * beside[image].Power);
            for (int i = 0; i < expected.Length; i++)
            {
                expected[i] += (double)_latents[2 * image + i / voxels] * gradient[i % voxels];
            }
        }
        double norm = Math.Sqrt(expected.Sum(value => value * value));
        Math.Sqrt(expected.Select((value, i) => Math.Pow(value - (found[i] - 1), 2)).Sum()).ShouldBeLessThan(1e-5 * norm);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_are_slopes_of_the_energy(bool ofComponents)
    {
        float[] gradient = new float[ofComponents ? _components.Length : _world.Voxels.Length], way = Random(gradient.Length, 2, 0.2);
        using IShardEvaluator evaluator = Evaluator(Model(_components));
        if (ofComponents)
        {
            evaluator.AccumulateComponentGradient(_shard, _latents, gradient, new CandidateEnergy[Images]);
        }
        else
        {
            evaluator.AccumulateMapGradient(_shard, _latents, gradient, new CandidateEnergy[Images]);
        }
        double expected = gradient.Zip(way, (g, w) => (double)g * w).Sum();
        (Energy(0.5f) - Energy(-0.5f)).ShouldBe(expected, 1e-4 * Energy(0));
        Math.Abs(expected).ShouldBeGreaterThan(0.003 * Energy(0)); // thirty times what is allowed

        double Energy(float length)
        {
            float[] moved = [.. (ofComponents ? _components : _world.Voxels).Zip(way, (value, step) => value + length * step)];
            evaluator.SetModel(ofComponents ? Model(moved) : Model(_components) with { Voxels = moved });
            return Losses(evaluator, _latents).Sum();
        }
    }

    [Fact]
    public void In_its_latents_the_loss_is_the_parabola_of_the_normal_equations()
    {
        var equations = new NormalEquations(Images, new ParameterColumns(2, All));
        using IShardEvaluator evaluator = Evaluator(Model(_components));
        evaluator.Linearise(_shard, _latents, equations);
        double[] here = Losses(evaluator, _latents);
        int count = equations.Columns.Count;
        foreach ((float a, float b) in new[] { (1f, 0f), (0f, -1f), (0.7f, 1.2f) })
        {
            double[] there = Losses(evaluator, [.. _latents.Select((z, i) => z + (i % 2 == 0 ? a : b))]);
            for (int i = 0; i < Images; i++)
            {
                Span<double> g = equations.Gradient(i), h = equations.Hessian(i);
                double expected = a * g[0] + b * g[1] + 0.5 * (a * a * h[0] + 2 * a * b * h[1] + b * b * h[count + 1]);
                (there[i] - here[i]).ShouldBe(expected, 2e-5 * (here[i] + there[i]), $"image {i}");
            }
        }
    }

    [Fact]
    public void Other_columns_are_those_of_a_rigid_model_of_the_images_density()
    {
        var columns = new ParameterColumns(2, All & ~OwnParameters.Latents);
        NormalEquations all = new(Images, new ParameterColumns(2, All)), some = new(Images, columns);
        using IShardEvaluator evaluator = Evaluator(Model(_components));
        evaluator.Linearise(_shard, _latents, all);
        evaluator.Linearise(_shard, _latents, some);
        for (int image = 0; image < Images; image += 6)
        {
            var rigid = new NormalEquations(Images, columns);
            using IShardEvaluator alone = Evaluator(new ModelSnapshot(Mixed(_latents.AsSpan(2 * image, 2))));
            alone.Linearise(_shard, _latents, rigid);
            for (int a = 0; a < 7; a++)
            {
                double unit = Math.Sqrt(2 * rigid.Energies[image].Power * rigid.Hessian(image)[8 * a]);
                all.Gradient(image)[2 + a].ShouldBe(rigid.Gradient(image)[a], 1e-5 * unit, $"gradient {a} of image {image}");
                some.Gradient(image)[a].ShouldBe(rigid.Gradient(image)[a], 1e-5 * unit, $"gradient {a} of image {image}, without latents");
                for (int b = 0; b < 7; b++)
                {
                    double both = Math.Sqrt(rigid.Hessian(image)[8 * a] * rigid.Hessian(image)[8 * b]);
                    all.Hessian(image)[9 * (2 + a) + 2 + b].ShouldBe(rigid.Hessian(image)[7 * a + b], 1e-5 * both, $"Hessian {a}, {b} of image {image}");
                    some.Hessian(image)[7 * a + b].ShouldBe(rigid.Hessian(image)[7 * a + b], 1e-5 * both, $"Hessian {a}, {b} of image {image}, without latents");
                }
            }
        }
    }

    [Fact]
    public void Priors_on_a_flow_have_nothing_to_say()
    {
        NormalEquations with = new(Images, new ParameterColumns(2, All)), without = new(Images, with.Columns);
        using IShardEvaluator evaluator = Evaluator(Model(_components));
        evaluator.Linearise(_shard, _latents, without);
        evaluator.SetModel(Model(_components) with { Priors = Strengths.Rigidity(3) });
        evaluator.Linearise(_shard, _latents, with);
        with.Energies.ShouldBe(without.Energies);
        with.Gradients.ShouldBe(without.Gradients);
        with.Hessians.ShouldBe(without.Hessians);
    }

    [Fact]
    public void The_same_bits_come_again_whatever_is_evaluated_beside()
    {
        var together = new CandidateEnergy[2 * Images];
        CandidateEnergy[] first = new CandidateEnergy[Images], again = new CandidateEnergy[Images];
        float[] gradient = new float[_components.Length], same = new float[_components.Length];
        using IShardEvaluator evaluator = Evaluator(Model(_components)), other = Evaluator(Model(_components));
        evaluator.Evaluate(_shard, _latents, 1, first);
        evaluator.Evaluate(_shard, [.. Enumerable.Range(0, Images).SelectMany(p => _latents[(2 * p)..(2 * p + 2)].Concat(_world.Latents(p, 9)))], 2, together);
        evaluator.AccumulateComponentGradient(_shard, _latents, gradient, again);
        other.AccumulateComponentGradient(_shard, _latents, same, again);
        again.ShouldBe(first);
        together.Where((_, row) => row % 2 == 0).ShouldBe(first);
        same.ShouldBe(gradient);
    }

    [Fact]
    public void Models_without_components_refuse_their_gradient_and_a_linear_one_that_of_a_flow()
    {
        using IShardEvaluator evaluator = Evaluator(new ModelSnapshot(_world.Voxels));
        Should.Throw<InvariantException>(() => evaluator.AccumulateComponentGradient(_shard, _latents, new float[_components.Length], new CandidateEnergy[Images]));
        evaluator.SetModel(Model(_components));
        Should.Throw<InvariantException>(() => evaluator.AccumulateFlowGradient(_shard, _latents, new float[_world.Network.ParameterCount], new CandidateEnergy[Images]));
        Should.Throw<InvariantException>(() => evaluator.Linearise(_shard, _latents, new NormalEquations(Images, new ParameterColumns(3, OwnParameters.Latents))));
    }

    private ModelSnapshot Model(float[] components) => new(_world.Voxels) { Components = components };

    private SimdShardEvaluator Evaluator(ModelSnapshot model)
    {
        var evaluator = new SimdShardEvaluator(_world.Problem);
        evaluator.SetModel(model);
        return evaluator;
    }

    private float[] Mixed(ReadOnlySpan<float> latent)
    {
        (double first, double second) = (latent[0], latent[1]);
        int voxels = _world.Voxels.Length;
        return [.. _world.Voxels.Select((value, i) => (float)(value + first * _components[i] + second * _components[voxels + i]))];
    }

    private CandidateEnergy[] Alone(float[] voxels)
    {
        var energies = new CandidateEnergy[Images];
        using IShardEvaluator evaluator = Evaluator(new ModelSnapshot(voxels));
        evaluator.Evaluate(_shard, _latents, 1, energies);
        return energies;
    }

    private double[] Losses(IShardEvaluator evaluator, float[] latents)
    {
        var energies = new CandidateEnergy[Images];
        evaluator.Evaluate(_shard, latents, 1, energies);
        return [.. energies.Select((energy, i) => energy.Data(_shard.Constant[i], _shard.Contrast[i]) + energy.Prior)];
    }

    private static float[] Random(int length, ulong which, double deviation) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(deviation * CounterRandom.Normal(41, 213, which, 0, (ulong)i)))];
}
