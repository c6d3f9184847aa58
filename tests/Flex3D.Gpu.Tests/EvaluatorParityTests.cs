using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>The device's evaluator against the processor's, whole: energies and gradients of every kind.</summary>
public sealed class EvaluatorParityTests(SimulatedDevice device) : IClassFixture<SimulatedDevice>
{
    private const double Lambda = 2;
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(16, true, true)]
    [InlineData(16, false, true)]
    [InlineData(12, true, false)]
    public void Energies_of_candidates_agree(int box, bool anchored, bool flexed)
    {
        var world = new SmallWorld(box, particles: 5, anchored: anchored);
        ImageShard shard = Shard(world);
        const int Candidates = 9;
        float[] latents = [.. Enumerable.Range(0, 5).SelectMany(p => Enumerable.Range(0, Candidates).SelectMany(c => world.Latents(p, (ulong)c)))];
        CandidateEnergy[] expected = new CandidateEnergy[5 * Candidates], found = new CandidateEnergy[5 * Candidates];
        var model = new ModelSnapshot(world.Voxels, flexed ? world.LivelyFlow() : null, Lambda);
        Both(world.Problem, model, (evaluator, gpu) => evaluator.Evaluate(shard, latents, Candidates, gpu ? found : expected));
        Agree(expected, found);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Flow_gradients_agree(bool anchored)
    {
        var world = new SmallWorld(particles: 5, anchored: anchored);
        ImageShard shard = Shard(world);
        float[] latents = world.AllLatents(2), parameters = world.LivelyFlow();
        float[] expected = new float[parameters.Length], found = new float[parameters.Length];
        CandidateEnergy[] expectedEnergies = new CandidateEnergy[5], foundEnergies = new CandidateEnergy[5];
        var model = new ModelSnapshot(world.Voxels, parameters, Lambda);
        Both(world.Problem, model, (evaluator, gpu) => evaluator.AccumulateFlowGradient(shard, latents, gpu ? found : expected, gpu ? foundEnergies : expectedEnergies));
        Agree(expected, found);
        Agree(expectedEnergies, foundEnergies);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Map_gradients_agree(bool flexed)
    {
        var world = new SmallWorld(particles: 5);
        ImageShard shard = Shard(world);
        float[] latents = world.AllLatents(2), expected = new float[world.Voxels.Length], found = new float[world.Voxels.Length];
        CandidateEnergy[] expectedEnergies = new CandidateEnergy[5], foundEnergies = new CandidateEnergy[5];
        var model = new ModelSnapshot(world.Voxels, flexed ? world.LivelyFlow() : null, Lambda);
        Both(world.Problem, model, (evaluator, gpu) => evaluator.AccumulateMapGradient(shard, latents, gpu ? found : expected, gpu ? foundEnergies : expectedEnergies));
        Agree(expected, found);
        Agree(expectedEnergies, foundEnergies);
    }

    [Fact]
    public void A_gradient_is_added_to_what_is_there()
    {
        var world = new SmallWorld(box: 12, particles: 2);
        ImageShard shard = Shard(world);
        float[] once = new float[world.Voxels.Length], twice = new float[world.Voxels.Length];
        using var engine = new GpuEngine([device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, null, 0));
        var energies = new CandidateEnergy[2];
        evaluator.AccumulateMapGradient(shard, world.AllLatents(2), once, energies);
        evaluator.AccumulateMapGradient(shard, world.AllLatents(2), twice, energies);
        evaluator.AccumulateMapGradient(shard, world.AllLatents(2), twice, energies);
        twice.ShouldBe(once.Select(value => value + value), "and two calls give the same bits");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void How_many_rows_there_are_at_once_does_not_show(bool anchored)
    {
        var world = new SmallWorld(box: 12, particles: 5, anchored: anchored);
        ImageShard shard = Shard(world);
        float[] parameters = world.LivelyFlow();
        var model = new ModelSnapshot(world.Voxels, parameters, Lambda);
        (float[] Flow, float[] Map, CandidateEnergy[] Energies)[] found = [.. new[] { 32, 3, 1 }.Select(rows =>
        {
            using var engine = new GpuEngine([device.Accelerator], rows: rows);
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(model);
            float[] flow = new float[parameters.Length], map = new float[world.Voxels.Length];
            var energies = new CandidateEnergy[5];
            evaluator.AccumulateFlowGradient(shard, world.AllLatents(2), flow, energies);
            evaluator.AccumulateMapGradient(shard, world.AllLatents(2), map, energies);
            return (flow, map, energies);
        })];
        foreach ((float[] flow, float[] map, CandidateEnergy[] energies) in found.Skip(1))
        {
            flow.ShouldBe(found[0].Flow);
            map.ShouldBe(found[0].Map);
            energies.ShouldBe(found[0].Energies);
        }
    }

    [Fact]
    public void A_flow_that_is_not_a_number_gives_energies_that_are_none()
    {
        var world = new SmallWorld(box: 12, particles: 2);
        ImageShard shard = Shard(world);
        float[] parameters = world.LivelyFlow();
        Array.Fill(parameters, float.NaN, world.Network.OutputWeights, 4);
        using var engine = new GpuEngine([device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters, Lambda));
        var energies = new CandidateEnergy[2];
        evaluator.Evaluate(shard, world.AllLatents(2), 1, energies);
        energies.ShouldAllBe(energy => double.IsNaN(energy.Cross) && double.IsNaN(energy.Power) && double.IsNaN(energy.Rigidity));
    }

    private static ImageShard Shard(SmallWorld world)
    {
        ImageShard shard = world.LivelyShard();
        for (int p = 0; p < shard.Count; p++)
        {
            shard.Scale[p] = 0.8f + 0.05f * p;
        }
        return shard;
    }

    private void Both(EngineProblem problem, ModelSnapshot model, Action<IShardEvaluator, bool> work)
    {
        using (var cpu = new SimdEngine())
        using (IShardEvaluator evaluator = cpu.CreateEvaluator(problem))
        {
            evaluator.SetModel(model);
            work(evaluator, false);
        }
        using (var gpu = new GpuEngine([device.Accelerator]))
        using (IShardEvaluator evaluator = gpu.CreateEvaluator(problem))
        {
            evaluator.SetModel(model);
            work(evaluator, true);
        }
    }

    private static void Agree(CandidateEnergy[] expected, CandidateEnergy[] found)
    {
        double scale = expected.Max(energy => energy.Power);
        for (int i = 0; i < expected.Length; i++)
        {
            found[i].Cross.ShouldBe(expected[i].Cross, Tolerance * scale, $"cross of {i}");
            found[i].Power.ShouldBe(expected[i].Power, Tolerance * scale, $"power of {i}");
            found[i].Rigidity.ShouldBe(expected[i].Rigidity, Tolerance * expected[i].Rigidity + 1e-12, $"rigidity of {i}");
        }
    }

    private static void Agree(float[] expected, float[] found)
    {
        double norm = Math.Sqrt(expected.Sum(value => (double)value * value)), difference = Math.Sqrt(expected.Zip(found, (a, b) => (double)(a - b) * (a - b)).Sum());
        norm.ShouldBeGreaterThan(0);
        (difference / norm).ShouldBeLessThan(Tolerance);
    }
}
