namespace Flex3D.Stages.Geometry;

/// <summary>The segments of a cut mesh: the segment of each cell, and the segment of each place.</summary>
/// <remarks>
/// Cells of different segments may overlap. A point belongs to the segment that <see cref="Places"/> names where the point is in the rest state in which the
/// mesh was cut, and is bound to a cell of that segment (<see cref="CellGrid"/>). In a mesh that was deformed since, a cell takes the point back there by its barycentric weights.
/// </remarks>
public sealed class MeshSegments
{
    /// <summary>The largest box of <see cref="Places"/>.</summary>
    public const int LargestBox = 512;

    /// <summary>Label of each cell's segment, [cell]; not 0.</summary>
    public required int[] CellLabels { get; init; }

    /// <summary>Label of each place, in the rest state in which the mesh was cut.</summary>
    public required SegmentGrid Places { get; init; }

    /// <summary>The segments, with their names.</summary>
    public required IReadOnlyList<MeshSegment> Segments { get; init; }

    /// <summary>Vertices in the rest state in which the mesh was cut, [vertex][x, y, z] Å; null where they are the mesh's own.</summary>
    public float[]? CutVertices { get; init; }

    /// <summary>Returns the segments of the same mesh with other vertices.</summary>
    /// <param name="vertices">The vertices of the mesh that has these segments.</param>
    public MeshSegments Deformed(float[] vertices) => new() { CellLabels = CellLabels, Places = Places, Segments = Segments, CutVertices = CutVertices ?? vertices };

    /// <summary>Returns the name of the segment with a label.</summary>
    public string NameOf(int label) => Segments.FirstOrDefault(segment => segment.Label == label)?.Name ?? MeshSegment.DefaultName(label);

    /// <summary>Returns the label of a segment that each vertex is part of; of those that share it, that of the first cell.</summary>
    /// <param name="mesh">The mesh that has these segments.</param>
    internal int[] OfVertices(TetrahedralMesh mesh)
    {
        int[] labels = new int[mesh.VertexCount];
        for (int i = mesh.Cells.Length - 1; i >= 0; i--)
        {
            labels[mesh.Cells[i]] = CellLabels[i / 4];
        }
        return labels;
    }
}

/// <summary>A segment of a cut mesh.</summary>
/// <param name="Label">Its label, not 0.</param>
/// <param name="Name">Its name for users.</param>
public sealed record MeshSegment(int Label, string Name)
{
    /// <summary>The name of a segment that was given none.</summary>
    public static string DefaultName(int label) => label.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
