using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests;

/// <summary>How many rows a device holds at once is a matter of its memory, not of the result.</summary>
public sealed class RowsAtOnceTests : IDisposable
{
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_does_not_show_in_a_bit(bool anchored)
    {
        var world = new ParityWorld(12, anchored, flexed: true, lambda: 2);
        (float[] Flow, float[] Map, CandidateEnergy[] Energies, NormalEquations Own)[] found = [.. new[] { 32, 3, 1 }.Select(rows =>
        {
            using var engine = new GpuEngine([_device.Accelerator], rows: rows);
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(world.Model);
            float[] flow = new float[world.Model.FlowParameters!.Length], map = new float[world.Model.Voxels.Length];
            var energies = new CandidateEnergy[world.Count];
            evaluator.AccumulateFlowGradient(world.Shard, world.Latents, flow, energies);
            evaluator.AccumulateMapGradient(world.Shard, world.Latents, map, energies);
            var own = new NormalEquations(world.Count, OwnSteps.All);
            evaluator.Linearise(world.Shard, world.Latents, own);
            return (flow, map, energies, own);
        })];
        foreach ((float[] flow, float[] map, CandidateEnergy[] energies, NormalEquations own) in found.Skip(1))
        {
            flow.ShouldBe(found[0].Flow);
            map.ShouldBe(found[0].Map);
            energies.ShouldBe(found[0].Energies);
            ShouldBeEqual(own, found[0].Own);
        }
    }

    [Fact]
    public void Nor_does_it_under_a_linear_density_model_where_one_latent_is_large_and_one_is_none()
    {
        const int Candidates = 2;
        var world = new ParityWorld(12, anchored: true, flexed: false, lambda: 0);
        float[] latents = world.Latents, candidates = world.Candidates(Candidates);
        (latents[3], candidates[7], candidates[12]) = (60, -1000, float.NaN);
        (float[] Components, CandidateEnergy[] Energies, CandidateEnergy[] OfCandidates, NormalEquations Own)[] found = [.. new[] { 32, 3, 1 }.Select(rows =>
        {
            using var engine = new GpuEngine([_device.Accelerator], rows: rows);
            using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
            evaluator.SetModel(world.Linear);
            float[] components = new float[2 * world.Model.Voxels.Length];
            CandidateEnergy[] energies = new CandidateEnergy[world.Count], ofCandidates = new CandidateEnergy[Candidates * world.Count];
            evaluator.AccumulateComponentGradient(world.Shard, latents, components, energies);
            evaluator.Evaluate(world.Shard, candidates, Candidates, ofCandidates);
            var own = new NormalEquations(world.Count, OwnSteps.All);
            evaluator.Linearise(world.Shard, latents, own);
            return (components, energies, ofCandidates, own);
        })];
        found[0].OfCandidates.Select(energy => double.IsNaN(energy.Power)).ShouldBe(Enumerable.Range(0, Candidates * world.Count).Select(row => row == 6));
        foreach ((float[] components, CandidateEnergy[] energies, CandidateEnergy[] ofCandidates, NormalEquations own) in found.Skip(1))
        {
            components.ShouldBe(found[0].Components);
            energies.ShouldBe(found[0].Energies);
            ofCandidates.ShouldBe(found[0].OfCandidates);
            ShouldBeEqual(own, found[0].Own);
        }
    }

    private static void ShouldBeEqual(NormalEquations found, NormalEquations expected)
    {
        found.Energies.ShouldBe(expected.Energies);
        found.Gradients.ShouldBe(expected.Gradients);
        found.Hessians.ShouldBe(expected.Hessians);
    }
}
