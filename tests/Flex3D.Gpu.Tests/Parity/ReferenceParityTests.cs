using Flex3D.Gpu.Tests.Reference;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The reference against itself: its gradients are derivatives too.</summary>
public sealed class ReferenceParityTests : EngineParity
{
    internal override IEngine Open() => new ReferenceEngine();
}
