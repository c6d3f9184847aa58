using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>How the voxels hang on the vertices, on the device; what a <see cref="Flex3D.Stages.Engine.Convection.SplatPlan"/> is on the host.</summary>
/// <remarks>A run is a stretch of voxels of one cell; a vertex owns the sum over the corners that it is, listed in ascending order.</remarks>
internal readonly struct SplatViews
{
    public required int Box { get; init; }
    public required int Voxels { get; init; }
    public required int Runs { get; init; }

    /// <summary>Stretches of <see cref="SplatTiles.ChunkVoxels"/> voxels.</summary>
    public int Chunks => (Voxels + SplatTiles.ChunkVoxels - 1) / SplatTiles.ChunkVoxels;

    /// <summary>Mesh vertices, then anchors.</summary>
    public required int Vertices { get; init; }

    /// <summary>[voxel][4].</summary>
    public required ArrayView<float> Weights { get; init; }

    /// <summary>[voxel].</summary>
    public required ArrayView<int> RunOf { get; init; }

    /// <summary>[run + 1].</summary>
    public required ArrayView<int> RunStarts { get; init; }

    /// <summary>[run][4].</summary>
    public required ArrayView<int> RunVertices { get; init; }

    /// <summary>[vertex + 1] into <see cref="Corners"/>.</summary>
    public required ArrayView<int> CornerStarts { get; init; }

    /// <summary>4·run + corner.</summary>
    public required ArrayView<int> Corners { get; init; }
}
