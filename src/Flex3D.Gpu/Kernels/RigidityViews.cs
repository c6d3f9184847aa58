using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The arrays of the mesh at rest on the device; the counterpart of <see cref="Flex3D.Stages.Priors.RigidityPlan"/> on the host.</summary>
internal readonly struct RigidityViews
{
    public required int Cells { get; init; }

    /// <summary>The number of mesh vertices, all of which move.</summary>
    public required int Vertices { get; init; }

    /// <summary>Number of cells with padding: the stride of <see cref="InverseEdges"/>.</summary>
    public required int Stride { get; init; }

    /// <summary>[3·row + column][cell] of the inverse edge matrices, 1/Å.</summary>
    public required ArrayView<float> InverseEdges { get; init; }

    /// <summary>[cell] rigidity weights.</summary>
    public required ArrayView<float> Weights { get; init; }

    /// <summary>[cell][4] vertex numbers.</summary>
    public required ArrayView<int> CellVertices { get; init; }

    /// <summary>[vertex + 1] starts of each vertex's entries in <see cref="Corners"/>.</summary>
    public required ArrayView<int> CornerStarts { get; init; }

    /// <summary>4·cell + corner of each corner of a cell, by vertex, ascending.</summary>
    public required ArrayView<int> Corners { get; init; }
}
