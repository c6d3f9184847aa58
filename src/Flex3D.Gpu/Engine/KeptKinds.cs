using Flex3D.Stages.Engine;
using Flex3D.Stages.Model;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Memory on a device for each kind of gradient that an evaluator can leave there.</summary>
internal sealed class KeptKinds(Accelerator accelerator, KernelSet kernels, EngineProblem problem) : IDisposable
{
    // A shard has gradients of two maps, in training by one evaluator.
    private const int MostMaps = 2 * KeptGradients.Most;

    /// <summary>By flow parameter.</summary>
    public KeptGradients Flow { get; } = new(accelerator, kernels, FlowLength(problem));

    /// <summary>By voxel.</summary>
    public KeptGradients Map { get; } = new(accelerator, kernels, problem.Binding.Count, MostMaps);

    /// <summary>By component and voxel.</summary>
    public KeptGradients Components { get; } = new(accelerator, kernels, ComponentLength(problem));

    /// <summary>Counts the memory of the gradients of an evaluator's workers, and of its share of the sums, which the evaluators of a device have in common.</summary>
    /// <param name="flow">Whether gradients of the flow are summed.</param>
    /// <param name="linear">Whether gradients of components are.</param>
    /// <param name="workers">Workers that share the evaluator.</param>
    public static void Allocate(IDeviceArrays arrays, EngineProblem problem, bool flow, bool linear, int workers)
    {
        Count(problem.Binding.Count, MostMaps, sums: 2);
        Count(flow ? FlowLength(problem) : 0, KeptGradients.Most, sums: 1);
        Count(linear ? ComponentLength(problem) : 0, KeptGradients.Most, sums: 1);

        void Count(int length, int most, int sums)
        {
            if (length > 0)
            {
                KeptGradients.Allocate(arrays, length, workers * most);
                DeviceGradientSum.Allocate(arrays, (sums * length + GpuEngine.SharedADevice - 1) / GpuEngine.SharedADevice);
            }
        }
    }

    public void Dispose()
    {
        Flow.Dispose();
        Map.Dispose();
        Components.Dispose();
    }

    private static int FlowLength(EngineProblem problem) => new FlowNetwork(problem.Flow).ParameterCount;

    private static int ComponentLength(EngineProblem problem) => problem.Flow.LatentDimension * problem.Binding.Count;
}
