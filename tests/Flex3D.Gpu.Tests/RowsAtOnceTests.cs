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
            own.Energies.ShouldBe(found[0].Own.Energies);
            own.Gradients.ShouldBe(found[0].Own.Gradients);
            own.Hessians.ShouldBe(found[0].Own.Hessians);
        }
    }
}
