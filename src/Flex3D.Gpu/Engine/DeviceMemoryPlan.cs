using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Engine;

/// <summary>The device memory that an evaluator of a problem takes, computed without a device.</summary>
/// <remarks>
/// The figures come from the code that allocates, run on <see cref="CountedArrays"/>: there is no second list of arrays
/// to keep up to date. Memory that the driver keeps for itself is not included.
/// </remarks>
public sealed class DeviceMemoryPlan
{
    private readonly EngineProblem _evaluated;
    private readonly ProblemOnDevice _problem;
    private readonly int _seats, _mostRows;
    private readonly DeviceMemoryGroup[] _whateverTheRows;

    /// <param name="problem">The problem that is evaluated.</param>
    /// <param name="shardCapacity">The most images in a shard.</param>
    /// <param name="defocus">Whether the shards have a <see cref="ImageShard.DefocusSlope"/>.</param>
    /// <param name="linear">Whether linear density models are evaluated and improved, too: those with <see cref="ModelSnapshot.Components"/>.</param>
    /// <param name="beside">Whether another evaluator lends it the images.</param>
    /// <param name="flow">Whether gradients of the flow are summed, too.</param>
    /// <param name="seats">Workers that share the evaluator.</param>
    /// <param name="sums">Whether gradients are summed on the device: those of the evaluator, and its share of the sums.</param>
    public DeviceMemoryPlan(EngineProblem problem, int shardCapacity, bool defocus = false, bool linear = false, bool beside = false, bool flow = false, bool sums = false, int seats = 1)
    {
        var resident = new CountedArrays();
        (_evaluated, _problem, _seats, _mostRows) = (problem, new ProblemOnDevice(resident, problem), seats, GpuEngine.MostRowsOf(problem, seats * GpuEngine.MostRows));
        _whateverTheRows =
        [
            .. beside ? [] : Of("images of a shard", arrays => new ShardsOnDevice(arrays, seats, shardCapacity, problem.Box * (problem.Box / 2 + 1), defocus)),
            Count("models", arrays => new ModelsOnDevice(arrays, _problem, linear)),
            new("mesh and binding", resident.Bytes),
            Count("gradients of map and flow", arrays =>
            {
                _problem.AllocateGradients(arrays);
                if (linear)
                {
                    _problem.AllocateComponentGradient(arrays);
                }
            }),
            .. !sums ? [] : Of("gradients to be summed, and sums", arrays => KeptKinds.Allocate(arrays, problem, flow, linear, seats)),
        ];
    }

    /// <summary>The arrays needed for the given number of candidates at once, grouped by purpose.</summary>
    public IReadOnlyList<DeviceMemoryGroup> Groups(int rows) =>
    [
        .. _whateverTheRows,
        Count("priors on the flow", arrays => new DevicePriors(arrays, _evaluated, _problem, RowBuffers.SlotsOf(_problem, rows))),
        Count("rows (candidates at once)", arrays => new RowBuffers(arrays, _problem, rows, _seats)),
        Count("derivatives in parameters of images", arrays => new TangentBuffers(arrays, _problem, RowBuffers.SlotsOf(_problem, rows))),
    ];

    /// <summary>Bytes of all the arrays together.</summary>
    public long Bytes(int rows) => Groups(rows).Sum(group => group.Bytes);

    /// <summary>The most candidates at once with which evaluators fit into a device together: <see cref="GpuEngine.MostRows"/> for each worker, or half of that, and so on.</summary>
    /// <param name="evaluators">All evaluators on the device.</param>
    /// <param name="memoryBytes">Memory of the device, bytes.</param>
    /// <returns>0 where not even one row fits.</returns>
    public static int RowsThatFit(IReadOnlyList<DeviceMemoryPlan> evaluators, long memoryBytes)
    {
        int rows = evaluators.Min(evaluator => evaluator._mostRows);
        while (rows > 0 && evaluators.Sum(evaluator => evaluator.Bytes(rows)) > memoryBytes)
        {
            rows /= 2;
        }
        return rows;
    }

    private static DeviceMemoryGroup[] Of(string name, Action<IDeviceArrays> allocate) => [Count(name, allocate)];

    private static DeviceMemoryGroup Count(string name, Action<IDeviceArrays> allocate)
    {
        var counted = new CountedArrays();
        allocate(counted);
        return new(name, counted.Bytes);
    }
}

/// <summary>Arrays of a device that serve one purpose.</summary>
/// <param name="Name">What they hold, in words for the user.</param>
/// <param name="Bytes">Bytes that they take together.</param>
public sealed record DeviceMemoryGroup(string Name, long Bytes);
