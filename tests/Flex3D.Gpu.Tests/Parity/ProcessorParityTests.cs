using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The processor's vector engine.</summary>
public sealed class ProcessorParityTests : LinearDensityParity
{
    internal override IEngine Open() => new SimdEngine();
}
