using Flex3D.Gpu.Tests.Reference;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The reference, which nothing stands above: its gradients are derivatives too.</summary>
public sealed class ReferenceConsistencyTests : LinearDensityConsistency
{
    internal override IEngine Open() => new ReferenceEngine();
}
