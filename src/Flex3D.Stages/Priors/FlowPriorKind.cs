using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Priors;

/// <summary>A kind of prior on the flow has a name and makes a prior for any mesh.</summary>
/// <param name="Name">What strengths refer to it by, such as <c>rigidity</c>.</param>
/// <param name="Create">Makes one worker's prior for a mesh at rest.</param>
public sealed record FlowPriorKind(string Name, Func<TetrahedralMesh, IFlowPrior> Create)
{
    /// <summary>All that there are. One that no strength is given to costs nothing but its arrays.</summary>
    public static IReadOnlyList<FlowPriorKind> All { get; } = [new(RigidityPrior.Name, mesh => new RigidityPrior(mesh))];
}
