using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Segments;

/// <summary>Options of <see cref="CutMeshBuilder"/>.</summary>
/// <param name="Mesh">Cell size and weights, as of the regular mesh.</param>
/// <param name="Segments">The segments, one for each label.</param>
/// <param name="Fuse">Pairs of labels that share vertices where they touch.</param>
public sealed record CutMeshOptions(MeshOptions Mesh, IReadOnlyList<SegmentPlan> Segments, IReadOnlyList<(int Parent, int Child)> Fuse)
{
    /// <summary>Where fused segments touch, they share vertices at voxels at least this dense, as a fraction of the density where they touch most densely; 0 fuses them wherever they touch.</summary>
    public double FuseDensity { get; init; }
}
