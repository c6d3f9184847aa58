using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Priors;

/// <summary>A kind of prior on the flow: its name, and a method that creates a prior for any mesh.</summary>
/// <param name="Name">The name under which its strength is given, such as <c>rigidity</c>.</param>
/// <param name="Create">Creates one worker's prior for a mesh at rest.</param>
public sealed record FlowPriorKind(string Name, Func<TetrahedralMesh, IFlowPrior> Create)
{
    /// <summary>All kinds of prior. A prior without a strength costs only the memory of its arrays.</summary>
    public static IReadOnlyList<FlowPriorKind> All { get; } = [new(RigidityPrior.Name, mesh => new RigidityPrior(mesh))];
}
