namespace Flex3D.Stages.Geometry;

/// <summary>The tetrahedral mesh of the flow: rest vertices, cells, rigidity weights and vertex mobilities (Punjani &amp; Fleet 2023, "Regularization via tetrahedral mesh").</summary>
public sealed class TetrahedralMesh
{
    /// <summary>Rest positions, Å from the box centre, [vertex][x, y, z].</summary>
    public required float[] Vertices { get; init; }

    /// <summary>Vertex numbers, [cell][4]; every cell is positively oriented: det(x1−x0, x2−x0, x3−x0) &gt; 0.</summary>
    public required int[] Cells { get; init; }

    /// <summary>Rigidity weight w_j of eq. 6 of each cell, ≥ 0.</summary>
    public required float[] RigidityWeights { get; init; }

    /// <summary>Factor on each vertex's flow, 0 to 1: 1 moves freely, 0 is held still (the zero-deformation mask).</summary>
    public required float[] Mobility { get; init; }

    /// <summary>The segments of a mesh that was cut along them; null for one that was not, in which a point belongs to any cell that holds it.</summary>
    public MeshSegments? Segments { get; init; }

    public int VertexCount => Vertices.Length / 3;
    public int CellCount => Cells.Length / 4;
}
