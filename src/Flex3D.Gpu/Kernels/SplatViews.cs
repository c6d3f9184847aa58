using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The arrays on the device that bind voxels to mesh vertices; the counterpart of <see cref="Flex3D.Stages.Engine.Convection.SplatPlan"/> on the host.</summary>
/// <remarks>A run is a stretch of voxels of one cell. Each vertex sums the gradients of its corners of runs, listed in ascending order.</remarks>
internal readonly struct SplatViews
{
    public required int Box { get; init; }
    public required int Voxels { get; init; }
    public required int Runs { get; init; }

    /// <summary>The number of chunks of <see cref="SplatTiles.ChunkVoxels"/> voxels.</summary>
    public int Chunks => (Voxels + SplatTiles.ChunkVoxels - 1) / SplatTiles.ChunkVoxels;

    /// <summary>The number of vertices: those of the mesh, then the anchors.</summary>
    public required int Vertices { get; init; }

    /// <summary>[voxel][4] barycentric weights.</summary>
    public required ArrayView<float> Weights { get; init; }

    /// <summary>[voxel] number of the run that holds it.</summary>
    public required ArrayView<int> RunOf { get; init; }

    /// <summary>[run + 1] first voxel of each run, and at the end the number of voxels.</summary>
    public required ArrayView<int> RunStarts { get; init; }

    /// <summary>[run][4] vertices of the run's cell.</summary>
    public required ArrayView<int> RunVertices { get; init; }

    /// <summary>[vertex + 1] starts of each vertex's entries in <see cref="Corners"/>.</summary>
    public required ArrayView<int> CornerStarts { get; init; }

    /// <summary>4·run + corner of each corner of a run, by vertex, ascending.</summary>
    public required ArrayView<int> Corners { get; init; }
}
