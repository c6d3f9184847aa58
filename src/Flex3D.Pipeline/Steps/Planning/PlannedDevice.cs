using System.Runtime.CompilerServices;
using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Memory;
using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Pipeline.Steps.Planning;

/// <summary>The device that a step would use: the processor, or accelerators, which are looked for but not opened.</summary>
internal sealed class PlannedDevice
{
    private readonly (string Name, long MemoryBytes)[] _devices;

    private PlannedDevice(string name, (string Name, long MemoryBytes)[] devices, string? whyNot, int threads)
    {
        (Name, _devices, WhyNot) = (name, devices, whyNot);
        (Workers, Preparers) = Engines.WorkersOf(devices.Length, threads);
    }

    /// <summary>The device, as a user names it.</summary>
    public string Name { get; }

    /// <summary>The number of workers that evaluate at once.</summary>
    public int Workers { get; }

    /// <summary>The number of threads that prepare shards beside the workers.</summary>
    public int Preparers { get; }

    /// <summary>Why the device cannot be used; null if it can.</summary>
    public string? WhyNot { get; }

    /// <summary>The memory of each device, bytes, where it is known.</summary>
    public IEnumerable<KeyValuePair<string, long>> Memory => _devices.Where(device => device.MemoryBytes > 0).Select(device => KeyValuePair.Create(device.Name, device.MemoryBytes));

    /// <summary>Returns the device of a name; a device that is missing is planned for as if it were there.</summary>
    /// <param name="chosen">The chosen device; null for the automatic choice.</param>
    public static PlannedDevice Of(DeviceName? chosen, int threads) => (chosen ?? DeviceName.Automatic) switch
    {
        { Kind: not "cpu" } named => Find(named, threads),
        null when DeviceFinder.HasDriver => First(threads),
        _ => OnProcessor(threads),
    };

    /// <summary>The evaluators of all workers, and how many candidates each of them takes at once.</summary>
    /// <param name="problems">The problems for which each worker has an evaluator.</param>
    /// <param name="shardSize">Number of images in a shard.</param>
    /// <param name="learns">Whether the flow is learned, too; else only maps are, with an evaluator of the flexed and one of the rigid problem.</param>
    /// <param name="linearises">Whether images are linearised in their own parameters.</param>
    /// <param name="linear">Whether linear density models are evaluated, too.</param>
    /// <param name="defocus">Whether they are linearised in their defocus, too.</param>
    public (int Rows, IReadOnlyList<MemoryItem> Items) Evaluators(IReadOnlyList<EngineProblem> problems, int shardSize, bool learns, bool linearises, bool linear, bool defocus) => _devices.Length == 0
        ? (SimdEngine.Rows, [new(MemoryItem.Host, "evaluators of a worker", Workers, problems.Sum(problem => SimdEngine.BytesOf(problem, linearises, linear, defocus, learns ? SparseDensity.MostKept : 0)))])
        : OnDevices(problems, shardSize, learns, linear, defocus);

    private static PlannedDevice OnProcessor(int threads) => new("cpu", [], null, threads);

    // Not inlined, as the two after it, so that planning for the processor never loads the library that drives an accelerator.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PlannedDevice First(int threads) =>
        DeviceFinder.Find().FirstOrDefault(device => device.Rejected is null) is { } first ? Find(new(first.Kind, first.Index), threads) : OnProcessor(threads);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PlannedDevice Find(DeviceName name, int threads)
    {
        (IReadOnlyList<FoundDevice> wanted, string? whyNot) = DeviceOpener.Choose(name.Kind, name.Index);
        (string, long)[] devices = [.. wanted.Select(device => (device.Name, device.MemoryBytes))];
        return new(name.ToString(), devices.Length > 0 ? devices : [($"{name.Kind}:{name.Index ?? 0}", 0)], whyNot, threads);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (int Rows, IReadOnlyList<MemoryItem> Items) OnDevices(IReadOnlyList<EngineProblem> problems, int shardSize, bool learns, bool linear, bool defocus)
    {
        DeviceMemoryPlan[] worker = [.. problems.Select((problem, number) => new DeviceMemoryPlan(problem, shardSize, defocus, linear, beside: !learns && number > 0, flow: learns, sums: true, seats: GpuEngine.ShardsACall))];
        DeviceMemoryPlan[] evaluators = [.. Enumerable.Repeat(worker, GpuEngine.SharedADevice).SelectMany(plans => plans)];
        long least = Memory.Select(device => device.Value).DefaultIfEmpty(long.MaxValue).Min();
        int rows = Math.Max(1, DeviceMemoryPlan.RowsThatFit(evaluators, least)); // if not even one row fits, the plan shows the memory of one
        return (rows,
        [
            .. from device in _devices
               from plan in worker.Index()
               from held in plan.Item.Groups(rows)
               select new MemoryItem(device.Name, worker.Length == 1 ? held.Name : $"{(plan.Index == 0 ? learns ? "whole images" : "flexed" : learns ? "smaller images" : "rigid")}: {held.Name}", GpuEngine.SharedADevice, held.Bytes),
        ]);
    }
}
