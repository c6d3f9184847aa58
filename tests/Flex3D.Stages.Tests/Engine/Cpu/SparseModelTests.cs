using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Cpu;

/// <summary>A model most of whose voxels are 0 gives what the same voxels give when all of them are summed.</summary>
public class SparseModelTests
{
    private const int Images = 6;

    private static float[] Without(float[] voxels, double share, ulong seed)
    {
        float limit = voxels.Select(MathF.Abs).Order().ElementAt((int)(share * voxels.Length));
        return [.. voxels.Select((v, i) => MathF.Abs(v) < limit || CounterRandom.Uniform(seed, 1, 2, (ulong)i, 3) < 0.1 ? 0 : v)];
    }

    private static void Close(IReadOnlyList<double> found, IReadOnlyList<double> expected)
    {
        double scale = expected.Max(Math.Abs);
        scale.ShouldBeGreaterThan(0);
        for (int i = 0; i < expected.Count; i++)
        {
            found[i].ShouldBe(expected[i], 2e-5 * scale);
        }
    }

    [Theory]
    [InlineData(4, 0.6)]
    [InlineData(16, 0.6)] // cells of few voxels, which are looked up one by one
    [InlineData(5, 0.97)]
    [InlineData(5, 0.999)] // fewer voxels than a block has
    public void Energies_derivatives_and_gradients_are_those_of_all_voxels(int cellsAcross, double left)
    {
        var world = new SmallWorld(box: 40, particles: Images, cellsAcross: cellsAcross);
        float[] flow = world.LivelyFlow(), latents = world.AllLatents(2);
        ImageShard shard = world.LivelyShard();
        using var evaluator = new SimdShardEvaluator(world.Problem);
        foreach (ulong seed in (ulong[])[1, 2]) // another density in the same evaluator
        {
            float[] voxels = Without(world.Voxels, left, seed);
            var whole = new ModelSnapshot(voxels, flow, Strengths.Rigidity(1));
            (double[] energies, double[] flowGradient, double[] mapGradient, double[] normal) = Of(whole);
            (double[] sparse, double[] sparseFlow, double[] sparseMap, double[] sparseNormal) = Of(whole with { Sparse = true });
            Close(sparse, energies);
            Close(sparseFlow, flowGradient);
            sparseMap.ShouldBe(mapGradient, "a gradient in the map is of all voxels");
            Close(sparseNormal, normal);
            Of(whole).Energies.ShouldBe(energies, "the evaluator goes back to all voxels");
        }

        (double[] Energies, double[] Flow, double[] Map, double[] Normal) Of(ModelSnapshot model)
        {
            evaluator.SetModel(model);
            var energies = new CandidateEnergy[Images];
            float[] flowGradient = new float[flow.Length], mapGradient = new float[model.Voxels.Length];
            evaluator.Evaluate(shard, latents, 1, energies);
            evaluator.AccumulateFlowGradient(shard, latents, flowGradient, new CandidateEnergy[Images]);
            evaluator.AccumulateMapGradient(shard, latents, mapGradient, new CandidateEnergy[Images]);
            var equations = new NormalEquations(Images, new ParameterColumns(2, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast));
            evaluator.Linearise(shard, latents, equations);
            return ([.. energies.SelectMany(e => (double[])[e.Cross, e.Power])], Array.ConvertAll(flowGradient, v => (double)v), Array.ConvertAll(mapGradient, v => (double)v), equations.Hessian(3).ToArray());
        }
    }

    [Fact]
    public void What_a_sparse_density_lacks_is_hardly_in_any_projection()
    {
        var world = new SmallWorld(box: 40, particles: 12);
        float[] noisy = [.. world.Voxels.Select((v, i) => v + 0.01f * (float)CounterRandom.Normal(5, 1, 2, (ulong)i, 3))];
        ModelSnapshot sparse = SparseDensity.Of(new CanonicalMap(world.Binding, 1), new ModelSnapshot(noisy));
        sparse.Sparse.ShouldBeTrue();
        int kept = sparse.Voxels.Count(v => v != 0);
        kept.ShouldBeInRange(noisy.Length / 50, (int)(SparseDensity.MostKept * noisy.Length));
        for (int i = 0; i < noisy.Length; i++)
        {
            sparse.Voxels[i].ShouldBeOneOf(0, noisy[i]);
        }
        double left = 0, all = 0;
        for (int particle = 0; particle < 12; particle++)
        {
            float[] whole = world.Project(particle, noisy, [], ctf: false), part = world.Project(particle, sparse.Voxels, [], ctf: false);
            double mean = whole.Average(), meanLeft = whole.Zip(part, (a, b) => a - b).Average();
            left += whole.Zip(part, (a, b) => Math.Pow(a - b - meanLeft, 2)).Sum();
            all += whole.Sum(v => Math.Pow(v - mean, 2));
        }
        (left / all).ShouldBeInRange(0.1 * SparseDensity.LeftOut, 3 * SparseDensity.LeftOut);
    }

    [Fact]
    public void A_density_of_which_most_voxels_count_stays_whole()
    {
        var world = new SmallWorld(box: 40);
        var model = new ModelSnapshot([.. world.Voxels.Select((_, i) => (float)CounterRandom.Normal(5, 1, 2, (ulong)i, 3))]);
        SparseDensity.Of(new CanonicalMap(world.Binding, 1), model).ShouldBeSameAs(model);
        var nothing = new ModelSnapshot(new float[world.Voxels.Length]);
        SparseDensity.Of(new CanonicalMap(world.Binding, 1), nothing).Voxels.ShouldBe(nothing.Voxels);
    }
}
