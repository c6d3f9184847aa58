using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Priors;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>A prior without kernels: the processor evaluates it on the flows that the device has computed.</summary>
/// <remarks>
/// The device waits meanwhile. A batch costs a copy of its flows, and with a gradient a copy of the flows' gradient each way: 12 bytes a
/// vertex and row each, beside the prior's own arithmetic on one core.
/// </remarks>
internal sealed class PriorOnHost : IDevicePrior
{
    private readonly IFlowPrior _prior;
    private readonly float[] _rest, _deformed, _flows, _gradients;
    private readonly double[] _energies;

    /// <param name="rows">The most rows.</param>
    public PriorOnHost(IFlowPrior prior, TetrahedralMesh mesh, int rows)
    {
        (_prior, _rest) = (prior, VertexProjection.ByAxis(mesh.Vertices));
        (_deformed, _energies) = (new float[_rest.Length], new double[rows]);
        (_flows, _gradients) = (new float[rows * _rest.Length], new float[rows * _rest.Length]);
    }

    public void Evaluate(KernelSet kernels, DeviceStream stream, ArrayView<float> flow, ArrayView<float> flowGradient, int count, double strength, bool gradient)
    {
        int length = count * _rest.Length;
        stream.Download(flow, _flows.AsSpan(0, length));
        if (gradient)
        {
            stream.Download(flowGradient, _gradients.AsSpan(0, length));
        }
        for (int row = 0; row < count; row++)
        {
            VertexProjection.Deform(_rest, _flows.AsSpan(row * _rest.Length, _rest.Length), _deformed);
            Span<float> slopes = gradient ? _gradients.AsSpan(row * _rest.Length, _rest.Length) : [];
            _energies[row] = _prior.EnergyAndGradient(_deformed, slopes, strength);
        }
        if (gradient)
        {
            stream.Upload(flowGradient, (ReadOnlySpan<float>)_gradients.AsSpan(0, length));
        }
    }

    public void Read(DeviceStream stream, int count)
    {
        // The energies are on the host.
    }

    public double Energy(int row) => _energies[row];
}
