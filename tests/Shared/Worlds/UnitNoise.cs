using Flex3D.Stages.Imaging;

namespace Flex3D.Tests.Worlds;

/// <summary>White noise of standard deviation 1, as images that are simulated in memory have.</summary>
internal sealed class UnitNoise : INoiseModel
{
    public void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings) => scalings.Fill(new(0, 1));

    public Func<double, double>? InverseVariance(int optics) => null;

    public void Dispose()
    {
    }
}
