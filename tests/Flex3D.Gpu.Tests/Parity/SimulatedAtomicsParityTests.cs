using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The kernels on the simulated device, the splat's sums made on the image itself.</summary>
/// <remarks>Only this splat differs from <see cref="SimulatedParityTests"/>, and <see cref="TileTests"/> compares the two, so the whole suite is a long check.</remarks>
[Trait("Category", "Long")]
public sealed class SimulatedAtomicsParityTests(SmallSimulatedDevice device) : LinearDensityParity, IClassFixture<SmallSimulatedDevice>
{
    internal override IEngine Open()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return new GpuEngine([device.Accelerator], splat: ForwardSplat.Atomics);
    }
}
