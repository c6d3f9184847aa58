using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>A prior on the flow as an evaluator of a device computes it, for a batch of rows at once.</summary>
internal interface IDevicePrior
{
    /// <summary>Evaluates the flows of the first <paramref name="count"/> rows; with a gradient, adds strength·∂E/∂flow to their <see cref="RowBuffers.FlowGradient"/>.</summary>
    /// <param name="strength">In units of the log-likelihood, ≥ 0.</param>
    void Evaluate(KernelSet kernels, AcceleratorStream stream, RowBuffers rows, int count, double strength, bool gradient);

    /// <summary>Copies E, not times its strength, of the rows that were evaluated; there once the stream is synchronised.</summary>
    /// <param name="energies">[row].</param>
    void Read(AcceleratorStream stream, Span<double> energies);
}
