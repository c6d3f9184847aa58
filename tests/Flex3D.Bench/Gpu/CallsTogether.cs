using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using ILGPU;

namespace Flex3D.Bench.Gpu;

/// <summary>Calls that have several shards, whose images lie on the device already.</summary>
internal static class CallsTogether
{
    private const int MostImages = 16, Candidates = 2;

    /// <summary>Measures a call of each kind.</summary>
    /// <param name="shards">Shards of a call.</param>
    public static void Tell(GpuBenchSettings settings, BallProblem ball, BenchDevice device, int shards, Action<FormattableString> tell)
    {
        int images = Math.Min(MostImages, settings.Batch);
        using var arrays = new DeviceArrays(device.Accelerator);
        using var evaluator = new GpuShardEvaluator(
            device.Accelerator, device.Kernels, ball.Problem, GpuEngine.MostRowsOf(ball.Problem, shards * settings.Rows), ForwardSplat.Tiles, long.MaxValue, null, shards);
        evaluator.SetModel(ball.Model);
        ImageShard[] all = [.. Enumerable.Range(0, shards).Select(_ => ball.Shard(images))];
        Measure("Evaluate", Candidates, 0, evaluator.Evaluate);
        Measure("FlowGradient", 1, ball.Model.FlowParameters!.Length, calls => evaluator.WriteFlowGradients(calls));
        Measure("MapGradient", 1, ball.Model.Voxels.Length, calls => evaluator.WriteMapGradients(calls));

        void Measure(string name, int candidates, int gradient, Action<ShardCall[]> call)
        {
            ShardCall[] calls = [.. all.Select((shard, seat) => Call(seat, shard, candidates, gradient > 0 ? arrays.Allocate<float>(gradient) : default))];
            call(calls);
            double seconds = new DeviceStopwatch(() => { }, settings.Repeats).Seconds(() => call(calls)); // a call waits for its results itself
            DeviceTraffic before = evaluator.Traffic;
            call(calls);
            DeviceTraffic done = evaluator.Traffic - before;
            int rows = shards * images * candidates;
            tell($"together: {name,-17} {shards,2} shards {rows,4} rows {seconds * 1e3,9:f2} ms {rows / seconds,10:f0} rows/s; {(double)done.Launches / shards:f2} launches a shard, {(double)done.Waits / shards:f2} waits");
        }

        ShardCall Call(int seat, ImageShard shard, int candidates, ArrayView<float> gradient)
        {
            var call = new ShardCall(seat);
            call.Set(shard, ball.Latents(images * candidates), candidates, gradient);
            return call;
        }
    }
}
