using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The kernels on the first device of a kind, where there is one.</summary>
public abstract class DeviceParity(string kind, ForwardSplat splat) : LinearDensityParity
{
    internal override IEngine Open() => RealDevice.Open(kind, splat);
}
