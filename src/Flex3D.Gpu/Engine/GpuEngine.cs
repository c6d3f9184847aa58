using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The engine on ILGPU accelerators: CUDA, OpenCL, or, for tests, ILGPU's simulated accelerator on the CPU.</summary>
/// <remarks>
/// Every sum has one owner and a fixed order, or is made in fixed point: two runs on one device, or on several of a kind, give the
/// same bits. Evaluators of a problem are assigned to the devices in turn, and on a device to one of two that they share.
/// </remarks>
public sealed class GpuEngine : IEngine
{
    /// <summary>The most candidates on a device at once for each worker, where its memory allows: two for each image of a shard of 16.</summary>
    public const int MostRows = 32;

    /// <summary>Evaluators of a problem on a device, each with a stream of its own: one computes while images of the other are copied. Workers share them in turn.</summary>
    public const int SharedADevice = 2;

    /// <summary>Workers that share an evaluator: as many shards are evaluated in one call.</summary>
    public const int ShardsACall = 4;

    private readonly (Accelerator Accelerator, KernelSet Kernels)[] _devices;
    private readonly IDisposable? _owned;
    private readonly DeviceClock[] _clocks;
    private readonly int _rows;
    private readonly ForwardSplat _splat;
    private readonly long _memory;
    private readonly Dictionary<EngineProblem, int> _dealt = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(EngineProblem Problem, int Device, int Place, SharedEvaluator? Beside), SharedEvaluator> _shared = [];

    /// <param name="accelerators">Devices of one kind, at least one; the engine does not dispose of them.</param>
    /// <param name="owned">An object that is disposed of with the engine; null for none.</param>
    /// <param name="rows">The most candidates on a device at once for each worker.</param>
    /// <param name="splat">How the forward splat is summed.</param>
    /// <param name="memory">The most bytes an evaluator may take, as if a device had no more.</param>
    /// <exception cref="KernelLoadException">A device refuses a kernel.</exception>
    public GpuEngine(IReadOnlyList<Accelerator> accelerators, IDisposable? owned = null, int rows = MostRows, ForwardSplat splat = ForwardSplat.Tiles, long memory = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfZero(accelerators.Count);
        _devices = [.. accelerators.Select(accelerator => (accelerator, new KernelSet(accelerator)))];
        _clocks = [.. _devices.Select(_ => new DeviceClock(TimeProvider.System))];
        (_owned, _rows, _splat, _memory) = (owned, rows, splat, memory);
    }

    /// <summary>The number of devices.</summary>
    public int Count => _devices.Length;

    /// <summary>The accelerators of the devices.</summary>
    internal IReadOnlyList<Accelerator> Accelerators => [.. _devices.Select(device => device.Accelerator)];

    public string Name => $"{Kind} ({string.Join(", ", _devices.Select(device => device.Accelerator.Name))})";

    /// <summary>Name of the backend; the driver's version is part of it, because its compiler decides how kernels round.</summary>
    public string BackendId => $"ilgpu-{Kind}-{_devices[0].Accelerator.Name}-{DriverId}{_splat}-5";

    public double? BusySeconds => _clocks.Average(clock => clock.Busy.TotalSeconds);

    private string DriverId => DriverVersion.Of(_devices[0].Accelerator) is { Length: > 0 } version ? $"driver {version}-" : "";

    private string Kind => _devices[0].Accelerator.AcceleratorType.ToString().ToLowerInvariant();

    /// <summary>Creates an evaluator on the next device, which may share arrays there with others; where the device's memory does not suffice, with half as many rows at once, and so on.</summary>
    /// <exception cref="DeviceException">Not even one row fits, or the device fails.</exception>
    public IShardEvaluator CreateEvaluator(EngineProblem problem)
    {
        lock (_shared)
        {
            int number = _dealt.GetValueOrDefault(problem);
            _dealt[problem] = number + 1;
            int device = number % _devices.Length, place = number / _devices.Length % SharedADevice;
            return Create((problem, device, place, null), null);
        }
    }

    /// <summary>Creates an evaluator on the device of another, which lends it the images of shards.</summary>
    /// <exception cref="DeviceException">Not even one row fits, or the device fails.</exception>
    public IShardEvaluator CreateBeside(IShardEvaluator first, EngineProblem problem)
    {
        if (first is not DeviceEvaluator other || other.Box != problem.Box)
        {
            return CreateEvaluator(problem);
        }
        lock (_shared)
        {
            return Create((problem, other.Number, 0, other.Shared), other.Seat);
        }
    }

    private DeviceEvaluator Create((EngineProblem Problem, int Device, int Place, SharedEvaluator? Beside) key, int? seat)
    {
        (Accelerator accelerator, KernelSet kernels) = _devices[key.Device];
        if (!_shared.TryGetValue(key, out SharedEvaluator? shared))
        {
            Func<int, ImageShard, ShardOnDevice>? images = key.Beside is { } lender ? lender.Lend : null;
            _shared[key] = shared = new SharedEvaluator(
                accelerator.Name, key.Problem, _rows, MostRowsOf(key.Problem, int.MaxValue),
                (rows, seats) => new GpuShardEvaluator(accelerator, kernels, key.Problem, rows, _splat, _memory, images, seats, _clocks[key.Device]), key.Beside);
        }
        try
        {
            return new DeviceEvaluator(shared, seat, key.Beside is null ? new StagedShard(accelerator) : null)
            {
                Number = key.Device,
                Kept = new(accelerator, kernels, key.Problem),
                Ended = () => Forget(key),
            };
        }
        catch
        {
            _shared.Remove(key); // what was refused once may be made when there is more memory
            throw;
        }
    }

    private void Forget((EngineProblem, int, int, SharedEvaluator?) key)
    {
        lock (_shared)
        {
            _shared.Remove(key);
        }
    }

    /// <summary>The most candidates at once for which 31 bits suffice to number their voxels and pixels in kernels.</summary>
    /// <param name="most">The most there may be.</param>
    internal static int MostRowsOf(EngineProblem problem, int most = MostRows) => Math.Clamp(int.MaxValue / Math.Max(problem.Binding.Count, problem.Box * problem.Box), 1, most);

    public void Dispose() => _owned?.Dispose();
}
