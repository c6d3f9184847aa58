namespace Flex3D.Stages.Geometry;

/// <summary>Chooses among the cells of a cut mesh that hold a point the one of the point's own segment.</summary>
/// <remarks>
/// A cell owns a point where its label is that of the place which its barycentric weights give the point in the rest state in which the mesh was cut.
/// A point at a place of a segment that never moves (mobility 0) is that segment's, whatever has moved there.
/// </remarks>
/// <param name="mesh">The mesh, in any state.</param>
/// <param name="segments">Its segments.</param>
internal sealed class OwnCell(TetrahedralMesh mesh, MeshSegments segments)
{
    private readonly HashSet<int> _still = Still(mesh, segments);

    /// <summary>Returns the cell that owns a point, with its barycentric weights; else the lowest-numbered one that holds it; −1 where none does.</summary>
    /// <param name="cells">The cells to look in, ascending.</param>
    /// <param name="toBarycentric">[cell][12]: x0 and the rows of the inverse edge matrix.</param>
    /// <param name="point">Å from the box centre.</param>
    /// <param name="weights">Receives four weights.</param>
    /// <param name="only">Label of the segment in whose cells alone to look, all of which own the point; 0 for all.</param>
    public int Find(ReadOnlySpan<int> cells, double[] toBarycentric, (double X, double Y, double Z) point, Span<double> weights, int only)
    {
        if (only == 0 && segments.CutVertices is not null && segments.Places.At(point.X, point.Y, point.Z) is var label && _still.Contains(label)
            && Find(cells, toBarycentric, point, weights, label) is >= 0 and var held)
        {
            return held;
        }
        int best = -1;
        (bool Owns, double Least) rank = default;
        Span<double> b = stackalloc double[4];
        foreach (int cell in cells)
        {
            if (only != 0 && segments.CellLabels[cell] != only)
            {
                continue;
            }
            (b[0], b[1], b[2], b[3]) = CellGrid.Barycentric(toBarycentric.AsSpan(12 * cell, 12), point.X, point.Y, point.Z);
            double least = Math.Min(0, Math.Min(Math.Min(b[0], b[1]), Math.Min(b[2], b[3])));
            if (!(least >= -CellGrid.Tolerance))
            {
                continue;
            }
            bool owns = only != 0 || segments.CellLabels[cell] == PlaceOf(cell, point, b);
            if (best < 0 || (owns && !rank.Owns) || (owns == rank.Owns && least > rank.Least))
            {
                b.CopyTo(weights);
                (best, rank) = (cell, (owns, least));
            }
            if (rank is (true, 0))
            {
                break;
            }
        }
        return best;
    }

    private int PlaceOf(int cell, (double X, double Y, double Z) point, ReadOnlySpan<double> b)
    {
        if (segments.CutVertices is not { } vertices)
        {
            return segments.Places.At(point.X, point.Y, point.Z);
        }
        double x = 0, y = 0, z = 0;
        for (int k = 0; k < 4; k++)
        {
            int v = 3 * mesh.Cells[4 * cell + k];
            x += b[k] * vertices[v];
            y += b[k] * vertices[v + 1];
            z += b[k] * vertices[v + 2];
        }
        return segments.Places.At(x, y, z);
    }

    // The labels of segments of which no vertex moves.
    private static HashSet<int> Still(TetrahedralMesh mesh, MeshSegments segments)
    {
        HashSet<int> still = [.. segments.Segments.Select(segment => segment.Label)];
        for (int i = 0; i < mesh.Cells.Length; i++)
        {
            if (mesh.Mobility[mesh.Cells[i]] != 0)
            {
                still.Remove(segments.CellLabels[i / 4]);
            }
        }
        return still;
    }
}
