using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>A prior on the flow, evaluated for a batch of rows at once by an evaluator on a device.</summary>
internal interface IDevicePrior
{
    /// <summary>Evaluates the flows of the first <paramref name="count"/> rows; with a gradient, adds strength·∂E/∂flow to theirs.</summary>
    /// <param name="flow">[row][x, y, z][moving], Å.</param>
    /// <param name="flowGradient">Like <paramref name="flow"/>, added to; untouched without a gradient.</param>
    /// <param name="strength">In units of the log-likelihood, ≥ 0.</param>
    void Evaluate(KernelSet kernels, DeviceStream stream, ArrayView<float> flow, ArrayView<float> flowGradient, int count, double strength, bool gradient);

    /// <summary>Starts copying the energies of the evaluated rows to the host.</summary>
    void Read(DeviceStream stream, int count);

    /// <summary>E of a row, not times its strength, once the stream is synchronised after <see cref="Read"/>.</summary>
    double Energy(int row);
}
