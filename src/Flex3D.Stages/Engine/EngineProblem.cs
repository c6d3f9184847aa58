using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Engine;

/// <summary>The data that stay the same while an engine processes images: the box, the mesh, the bound voxels and the shape of the flow network.</summary>
/// <param name="Box">N, pixels of the images and voxels of the map along an edge.</param>
/// <param name="PixelSizeAngstrom">Å per pixel and per voxel.</param>
/// <param name="Mesh">The mesh in the canonical frame.</param>
/// <param name="Binding">The voxels of the solvent mask at this box, bound to the mesh.</param>
/// <param name="Flow">The shape of the flow network; its output has the mesh's vertices.</param>
public sealed record EngineProblem(int Box, double PixelSizeAngstrom, TetrahedralMesh Mesh, VoxelBinding Binding, FlowArchitecture Flow)
{
    /// <summary>The priors on the flow to which a model may give a strength.</summary>
    public IReadOnlyList<FlowPriorKind> Priors { get; init; } = FlowPriorKind.All;

    /// <summary>Bytes of the mesh and of the voxels bound to it.</summary>
    public long Bytes => sizeof(float) * (
        (long)Mesh.Vertices.Length + Mesh.Cells.Length + Mesh.RigidityWeights.Length + Mesh.Mobility.Length
        + Binding.Voxels.Length + Binding.Cells.Length + Binding.Barycentric.Length + Binding.Mask.Length);
}
