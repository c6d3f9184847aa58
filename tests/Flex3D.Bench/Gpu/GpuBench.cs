using System.Diagnostics;
using System.Globalization;
using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;

namespace Flex3D.Bench.Gpu;

/// <summary>What every kernel of the device engine costs beside what the device can do, then whole calls, training steps and an epoch.</summary>
public static class GpuBench
{
    private const int EpochParticles = 100_000, MostImagesOfACall = 16, LeastCandidatesOfACall = 2;

    /// <summary>Measures and writes tables.</summary>
    /// <param name="args">As <c>--device cuda:0 --box 128</c>.</param>
    /// <exception cref="ArgumentException">An argument is not understood.</exception>
    /// <exception cref="Flex3D.Stages.Faults.DeviceException">There is no such device, it cannot be used, or its results are not the processor's.</exception>
    public static void Run(IReadOnlyList<string> args, TextWriter output)
    {
        GpuBenchSettings settings = GpuBenchSettings.Parse(args);
        var ball = new BallProblem(settings, Math.Max(TrainingRate.Particles(settings.Batch), settings.Rows));
        using var device = new BenchDevice(settings);
        void Tell(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        Tell($"{device.Engine.Name}: box {settings.Box}, {ball.Problem.Binding.Count} voxels, {ball.Problem.Mesh.VertexCount} vertices, {ball.Problem.Mesh.CellCount} cells, {settings.Rows} rows at once");
        var stopwatch = new DeviceStopwatch(device.Accelerator.DefaultStream.Synchronize, settings.Repeats);
        if (settings.Measures("kernels"))
        {
            Kernels(settings, ball, device, stopwatch, Tell);
        }
        if (settings.Measures("calls"))
        {
            Calls(settings, ball, device, Tell);
            CallsTogether.Tell(settings, ball, device, settings.Shards, Tell);
            Tell($"");
        }
        if (settings.Measures("steps"))
        {
            Steps(settings, ball, device, Tell);
        }
        if (settings.Measures("banks"))
        {
            BankCounts.Tell(ball, Tell);
        }
        if (settings.Measures("parity"))
        {
            ShardParity.Require(device.Engine, ball, Math.Min(MostImagesOfACall, settings.Batch), Tell);
        }
    }

    private static void Kernels(GpuBenchSettings settings, BallProblem ball, BenchDevice device, DeviceStopwatch stopwatch, Action<FormattableString> tell)
    {
        DeviceRates rates = DeviceRates.Measure(device.Accelerator, device.Kernels.GroupSize, settings.Rows * settings.Box * settings.Box, settings.Device is null, stopwatch);
        tell($"at best: copies {rates.Bytes / 1e9:f1} GB/s, int64 atomics into images {rates.Atomics / 1e9:f2} G/s, int32 atomics in shared memory {rates.SharedAtomics / 1e9:f2} G/s, a launch {rates.LaunchSeconds * 1e6:f1} µs");
        tell($"");
        tell($"{"kernel",-22} {"item",-10} {"items",9} {"µs",9} {"ns/item",8} | {"bytes",6} {"GB/s",7} {"of best",7} | {"flops",6} {"GFlop/s",8} | {"atomics",7} {"G/s",6} {"of best",7} | {"of roof",7}");
        using var buffers = new KernelBuffers(device, ball, settings.Rows);
        KernelCase[] cases = [.. SplatCases.Of(buffers), .. SpectrumCases.Of(buffers), .. NetworkCases.Of(buffers), .. TangentCases.Of(buffers)];
        foreach (KernelCase kernel in cases)
        {
            kernel.Launch(); // so that each finds what the one before leaves
        }
        foreach (KernelCase kernel in cases)
        {
            double seconds = stopwatch.Seconds(kernel.Launch), each = kernel.Items / seconds;
            double memory = each * kernel.Cost.Bytes / rates.Bytes, atomics = each * (kernel.Cost.Atomics / rates.Atomics + kernel.Cost.SharedAtomics / rates.SharedAtomics);
            tell($"{kernel.Name,-22} {kernel.Item,-10} {kernel.Items,9} {seconds * 1e6,9:f1} {1e9 / each,8:f3} | {kernel.Cost.Bytes,6:f0} {each * kernel.Cost.Bytes / 1e9,7:f1} {memory,7:p0} | {kernel.Cost.Flops,6:f0} {each * kernel.Cost.Flops / 1e9,8:f1} | {kernel.Cost.Atomics + kernel.Cost.SharedAtomics,7:f0} {each * (kernel.Cost.Atomics + kernel.Cost.SharedAtomics) / 1e9,6:f2} {atomics,7:p0} | {Math.Max(memory, atomics),7:p0}");
        }
        tell($"");
    }

    // On images that lie on the device already, as in a latent search.
    private static void Calls(GpuBenchSettings settings, BallProblem ball, BenchDevice device, Action<FormattableString> tell)
    {
        int count = Math.Min(MostImagesOfACall, settings.Batch), each = Math.Max(LeastCandidatesOfACall, settings.Rows / count);
        ImageShard shard = ball.Shard(count);
        var energies = new CandidateEnergy[count * each];
        float[] candidates = ball.Latents(energies.Length), latents = ball.Latents(count), flow = new float[ball.Model.FlowParameters!.Length], map = new float[ball.Model.Voxels.Length];
        using IShardEvaluator evaluator = device.Engine.CreateEvaluator(ball.Problem);
        evaluator.SetModel(ball.Model);
        DeviceTraffic began = BenchDevice.Traffic(evaluator);
        evaluator.Evaluate(shard, candidates, each, energies);
        DeviceTraffic first = BenchDevice.Traffic(evaluator) - began;
        tell($"the first call with a shard: {first.Launches} launches, {first.Waits} waits, {first.BytesUp} bytes up, {first.BytesDown} down");
        var stopwatch = new DeviceStopwatch(() => { }, settings.Repeats); // a call waits for its results itself
        Call(nameof(evaluator.Evaluate), energies.Length, () => evaluator.Evaluate(shard, candidates, each, energies));
        var equations = new NormalEquations(count, new ParameterColumns(ball.Problem.Flow.LatentDimension, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift));
        Call(nameof(evaluator.Linearise), count, () => evaluator.Linearise(shard, latents, equations));
        Call(nameof(evaluator.AccumulateFlowGradient), count, () => evaluator.AccumulateFlowGradient(shard, latents, flow, energies));
        Call(nameof(evaluator.AccumulateMapGradient), count, () => evaluator.AccumulateMapGradient(shard, latents, map, energies));
        float[] components = new float[ball.Problem.Flow.LatentDimension * map.Length];
        evaluator.SetModel(ball.LinearModel);
        Call(nameof(evaluator.AccumulateComponentGradient), count, () => evaluator.AccumulateComponentGradient(shard, latents, components, energies));
        tell($"");

        void Call(string name, int images, Action call)
        {
            double seconds = stopwatch.Seconds(call);
            DeviceTraffic before = BenchDevice.Traffic(evaluator);
            call();
            DeviceTraffic done = BenchDevice.Traffic(evaluator) - before;
            tell($"{name,-27} {images,3} images {seconds * 1e3,9:f2} ms {images / seconds,10:f0} images/s; {done.Launches} launches, {done.Waits} waits, {done.BytesUp} bytes up, {done.BytesDown} down");
        }
    }

    private static void Steps(GpuBenchSettings settings, BallProblem ball, BenchDevice device, Action<FormattableString> tell)
    {
        using var training = new TrainingRate(device.Engine, ball, settings.Batch, settings.Workers);
        double flow = Step("flow"), map = Step("map");
        tell($"an epoch of {EpochParticles:N0} particles with images from memory: flow {flow:f1} s, map {map:f1} s");

        double Step(string kind)
        {
            double busy = device.Engine.BusySeconds!.Value;
            long began = Stopwatch.GetTimestamp();
            (double shards, double commit) = training.Epoch();
            double share = (device.Engine.BusySeconds!.Value - busy) / Stopwatch.GetElapsedTime(began).TotalSeconds;
            tell($"{kind + " step",-22} {settings.Batch,3} images {shards * 1e3,9:f2} ms {settings.Batch / shards,10:f0} images/s, and {commit * 1e3:f2} ms to commit; the device had work for {share:p0} of the epoch");
            return (shards + commit) * EpochParticles / settings.Batch;
        }
    }
}
