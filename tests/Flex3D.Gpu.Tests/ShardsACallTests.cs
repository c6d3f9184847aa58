using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Tests.Parity;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Tests.Devices;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Tests;

/// <summary>Calls with several shards, made on purpose and by workers that meet.</summary>
public sealed class ShardsACallTests : IDisposable
{
    private const int Shards = 3, Candidates = 2;
    private readonly ParityWorld _world = new(12, anchored: true, flexed: true, lambda: 2);
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(32)]
    [InlineData(4)] // a shard begins in one batch and ends in the next, and a batch holds the ends of two
    public void A_call_has_the_bits_of_calls_shard_by_shard(int rows)
    {
        using GpuShardEvaluator alone = Evaluator(rows: 16, seats: 1), together = Evaluator(rows, Shards);
        ImageShard[] shards = [.. Enumerable.Range(0, Shards).Select(Shard)];
        foreach (ModelSnapshot model in (ModelSnapshot[])[_world.Model, new ModelSnapshot(_world.Model.Voxels), _world.Linear])
        {
            alone.SetModel(model);
            together.SetModel(model);
            ShardCall[] calls = [.. shards.Select((shard, seat) => Call(seat, shard, _world.Candidates(Candidates), Candidates))];
            together.Evaluate(calls);
            foreach (ShardCall call in calls)
            {
                var energies = new CandidateEnergy[call.Rows];
                alone.Evaluate(call.Shard, call.Latents, Candidates, energies);
                call.Energies.ToArray().ShouldBe(energies);
            }
            if (model.FlowParameters is { Length: var parameters })
            {
                ShouldBeEqual(parameters, calls => together.WriteFlowGradients(calls), alone.AccumulateFlowGradient);
            }
            ShouldBeEqual(model.Voxels.Length, calls => together.WriteMapGradients(calls), alone.AccumulateMapGradient);
            if (model.Components is { Length: var components })
            {
                ShouldBeEqual(components, calls => together.WriteComponentGradients(calls), alone.AccumulateComponentGradient);
            }
        }

        void ShouldBeEqual(int length, Action<ShardCall[]> found, Gradient expected)
        {
            using var arrays = new DeviceArrays(_device.Accelerator);
            ArrayView<float>[] gradients = [.. shards.Select(_ => arrays.Allocate<float>(length))];
            ShardCall[] calls = [.. shards.Select((shard, seat) => Call(seat, shard, _world.Latents, 1, gradients[seat]))];
            found(calls);
            for (int seat = 0; seat < Shards; seat++)
            {
                float[] of = new float[length], one = new float[length];
                var energies = new CandidateEnergy[shards[seat].Count];
                gradients[seat].SubView(0, length).CopyToCPU(of);
                expected(shards[seat], calls[seat].Latents, one, energies);
                of.ShouldBe(one);
                one.ShouldContain(value => value != 0);
                calls[seat].Energies.ToArray().ShouldBe(energies);
            }
        }
    }

    [Fact]
    public void It_launches_little_more_than_a_call_with_one_shard_and_waits_as_often()
    {
        using GpuShardEvaluator evaluator = Evaluator(rows: 32, Shards);
        ShardCall[] calls = [.. Enumerable.Range(0, Shards).Select(seat => Call(seat, Shard(seat), _world.Candidates(Candidates), Candidates))];
        evaluator.SetModel(_world.Model);
        evaluator.Evaluate(calls);
        (Of(calls).Launches, Of(calls).Waits).ShouldBe((Of([calls[0]]).Launches, 1));

        DeviceTraffic Of(ShardCall[] those)
        {
            DeviceTraffic before = evaluator.Traffic;
            evaluator.Evaluate(those);
            return evaluator.Traffic - before;
        }
    }

    [Fact]
    public async Task Workers_that_share_an_evaluator_get_what_each_would_get_alone()
    {
        const int Workers = 2 * GpuEngine.ShardsACall, Calls = 3;
        using var engine = new GpuEngine([_device.Accelerator]);
        using var lonely = new GpuEngine([_device.Accelerator]);
        using IShardEvaluator alone = lonely.CreateEvaluator(_world.Problem);
        IShardEvaluator[] evaluators = [.. Enumerable.Range(0, Workers).Select(_ => engine.CreateEvaluator(_world.Problem))];
        ((DeviceEvaluator)evaluators[0]).Shared.ShouldBeSameAs(((DeviceEvaluator)evaluators[2]).Shared);
        ((DeviceEvaluator)evaluators[0]).Shared.ShouldNotBeSameAs(((DeviceEvaluator)evaluators[1]).Shared);
        CandidateEnergy[][] found = await Task.WhenAll(evaluators.Select((evaluator, worker) => Task.Run(() => Work(evaluator, worker))));
        for (int worker = 0; worker < Workers; worker++)
        {
            found[worker].ShouldBe(Work(alone, worker));
        }
        Array.ForEach(evaluators, evaluator => evaluator.Dispose());

        CandidateEnergy[] Work(IShardEvaluator evaluator, int worker)
        {
            ImageShard shard = Shard(worker);
            var all = new List<CandidateEnergy>();
            evaluator.SetModel(_world.Model);
            for (int call = 0; call < Calls; call++)
            {
                var energies = new CandidateEnergy[shard.Count];
                evaluator.Evaluate(shard, _world.Latents, 1, energies);
                all.AddRange(energies);
                evaluator.AccumulateMapGradient(shard, _world.Latents, new float[_world.Model.Voxels.Length], energies);
                all.AddRange(energies);
            }
            return [.. all];
        }
    }

    [Fact]
    public void A_fault_in_a_call_reaches_the_worker_and_the_next_call_is_made()
    {
        using var engine = new GpuEngine([_device.Accelerator]);
        using var evaluator = (DeviceEvaluator)engine.CreateEvaluator(_world.Problem);
        var energies = new CandidateEnergy[_world.Count];
        evaluator.SetModel(new ModelSnapshot(_world.Model.Voxels));
        Should.Throw<InvariantException>(() => evaluator.KeepFlowGradient(_world.Shard, _world.Latents, energies)).Message.ShouldContain("no flow to improve");
        evaluator.SetModel(_world.Model);
        IKeptGradient kept = evaluator.KeepFlowGradient(_world.Shard, _world.Latents, energies).ShouldNotBeNull();
        float[] found = new float[kept.Length], expected = new float[kept.Length];
        kept.CopyTo(found);
        evaluator.AccumulateFlowGradient(_world.Shard, _world.Latents, expected, energies);
        found.ShouldBe(expected);
        kept.Release();
    }

    private delegate void Gradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies);

    private GpuShardEvaluator Evaluator(int rows, int seats) => new(_device.Accelerator, new KernelSet(_device.Accelerator), _world.Problem, rows, ForwardSplat.Tiles, long.MaxValue, null, seats);

    // The images of the world, each time other ones first, and one less.
    private ImageShard Shard(int number)
    {
        int[] images = [.. Enumerable.Range(0, _world.Count).Select(i => (i + number) % _world.Count)];
        var shard = new ImageShard(_world.Shard.Box, _world.Count);
        shard.Gather(_world.Shard, images.AsSpan(0, number == 1 ? _world.Count - 1 : _world.Count));
        return shard;
    }

    private static ShardCall Call(int seat, ImageShard shard, float[] latents, int candidates, ArrayView<float> gradient = default)
    {
        var call = new ShardCall(seat);
        call.Set(shard, latents.AsSpan(0, shard.Count * candidates * 2), candidates, gradient);
        return call;
    }
}
