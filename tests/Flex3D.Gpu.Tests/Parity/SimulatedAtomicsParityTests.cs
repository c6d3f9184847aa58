using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The kernels on the simulated device, the splat's sums made on the image itself.</summary>
public sealed class SimulatedAtomicsParityTests(SmallSimulatedDevice device) : LinearDensityParity, IClassFixture<SmallSimulatedDevice>
{
    internal override IEngine Open() => new GpuEngine([device.Accelerator], splat: ForwardSplat.Atomics);
}
