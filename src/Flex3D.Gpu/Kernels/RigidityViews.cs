using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>The mesh at rest on the device; what a <see cref="Flex3D.Stages.Priors.RigidityPlan"/> is on the host.</summary>
internal readonly struct RigidityViews
{
    public required int Cells { get; init; }

    /// <summary>Mesh vertices: those that move.</summary>
    public required int Vertices { get; init; }

    /// <summary>Cells with padding: the stride of <see cref="InverseEdges"/>.</summary>
    public required int Stride { get; init; }

    /// <summary>[3·row + column][cell], 1/Å.</summary>
    public required ArrayView<float> InverseEdges { get; init; }

    /// <summary>[cell].</summary>
    public required ArrayView<float> Weights { get; init; }

    /// <summary>[cell][4].</summary>
    public required ArrayView<int> CellVertices { get; init; }

    /// <summary>[vertex + 1] into <see cref="Corners"/>.</summary>
    public required ArrayView<int> CornerStarts { get; init; }

    /// <summary>4·cell + corner, ascending.</summary>
    public required ArrayView<int> Corners { get; init; }
}
