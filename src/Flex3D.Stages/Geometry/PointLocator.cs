namespace Flex3D.Stages.Geometry;

/// <summary>Locates arbitrary points (atoms, markers) on a mesh.</summary>
/// <remarks>
/// A point outside the mesh takes the weights of the nearest point of the mesh (clamped, not extrapolated): it moves as the
/// nearest part of the molecule does, and never by more than a vertex of that part.
/// </remarks>
public sealed class PointLocator(TetrahedralMesh mesh)
{
    private readonly CellGrid _grid = new(mesh);
    private readonly int[]? _vertexLabels = mesh.Segments?.OfVertices(mesh);

    /// <summary>Finds the cell and weights of a point, Å from the box centre.</summary>
    public PointLocation Locate(double x, double y, double z)
    {
        Span<double> b = stackalloc double[4];
        int cell = _grid.Find(x, y, z, b);
        return cell >= 0 ? new(cell, b[0], b[1], b[2], b[3], true, 0) : Nearest((x, y, z), 0);
    }

    /// <summary>Finds the cell and weights of a point that is a vertex of the mesh in another conformation, Å from the box centre: in a cut mesh, within a segment of that vertex.</summary>
    public PointLocation LocateVertex(int vertex, double x, double y, double z)
    {
        if (_vertexLabels is null)
        {
            return Locate(x, y, z);
        }
        Span<double> b = stackalloc double[4];
        int cell = _grid.Find(x, y, z, b, _vertexLabels[vertex]);
        return cell >= 0 ? new(cell, b[0], b[1], b[2], b[3], true, 0) : Nearest((x, y, z), _vertexLabels[vertex]);
    }

    // Searches rings of bins around the point's (clamped) bin, until no farther ring can hold a nearer point of the mesh.
    private PointLocation Nearest((double X, double Y, double Z) p, int segment)
    {
        (int X, int Y, int Z) bins = _grid.Bins;
        double w = _grid.BinWidth;
        int cx = Math.Clamp((int)Math.Floor((p.X - _grid.Low.X) / w), 0, bins.X - 1);
        int cy = Math.Clamp((int)Math.Floor((p.Y - _grid.Low.Y) / w), 0, bins.Y - 1);
        int cz = Math.Clamp((int)Math.Floor((p.Z - _grid.Low.Z) / w), 0, bins.Z - 1);
        var best = new PointLocation(-1, 0, 0, 0, 0, false, double.PositiveInfinity);
        int rings = Math.Max(bins.X, Math.Max(bins.Y, bins.Z));
        for (int ring = 0; ring < rings && BeyondRing(p, (cx, cy, cz), ring) < best.DistanceAngstrom; ring++)
        {
            for (int z = Math.Max(0, cz - ring); z <= Math.Min(bins.Z - 1, cz + ring); z++)
            {
                for (int y = Math.Max(0, cy - ring); y <= Math.Min(bins.Y - 1, cy + ring); y++)
                {
                    bool wholeRow = Math.Abs(z - cz) == ring || Math.Abs(y - cy) == ring;
                    for (int x = cx - ring; x <= cx + ring; x += wholeRow || ring == 0 ? 1 : 2 * ring)
                    {
                        if (x < 0 || x >= bins.X)
                        {
                            continue;
                        }
                        foreach (int cell in _grid.CellsOf(x, y, z))
                        {
                            if (segment == 0 || mesh.Segments!.CellLabels[cell] == segment)
                            {
                                Improve(p, cell, ref best);
                            }
                        }
                    }
                }
            }
        }
        return best;
    }

    // A lower bound of the distance from p to any bin of the given ring or farther. Such a bin lies, along some axis, beyond the face of
    // the cube of rings before it; where p is outside the grid along another axis, that gap is included.
    private double BeyondRing((double X, double Y, double Z) p, (int X, int Y, int Z) centre, int ring)
    {
        double w = _grid.BinWidth;
        Span<double> at = [p.X - _grid.Low.X, p.Y - _grid.Low.Y, p.Z - _grid.Low.Z];
        Span<int> bin = [centre.X, centre.Y, centre.Z];
        Span<int> bins = [_grid.Bins.X, _grid.Bins.Y, _grid.Bins.Z];
        Span<double> outside = stackalloc double[3];
        for (int axis = 0; axis < 3; axis++)
        {
            outside[axis] = Math.Max(0, Math.Max(-at[axis], at[axis] - bins[axis] * w));
        }
        double all = outside[0] * outside[0] + outside[1] * outside[1] + outside[2] * outside[2];
        double least = double.PositiveInfinity;
        for (int axis = 0; axis < 3; axis++)
        {
            double others = all - outside[axis] * outside[axis];
            if (bin[axis] - ring >= 0)
            {
                double gap = Math.Max(0, at[axis] - (bin[axis] - ring + 1) * w);
                least = Math.Min(least, gap * gap + others);
            }
            if (bin[axis] + ring < bins[axis])
            {
                double gap = Math.Max(0, (bin[axis] + ring) * w - at[axis]);
                least = Math.Min(least, gap * gap + others);
            }
        }
        return Math.Sqrt(least);
    }

    private void Improve((double X, double Y, double Z) p, int cell, ref PointLocation best)
    {
        ReadOnlySpan<int> v = mesh.Cells.AsSpan(4 * cell, 4);
        Span<double> b = stackalloc double[4];
        for (int skip = 0; skip < 4; skip++)
        {
            int i = skip == 0 ? 1 : 0, j = skip <= 1 ? 2 : 1, k = skip == 3 ? 2 : 3;
            var pi = TetrahedronGeometry.Point(mesh.Vertices, v[i]);
            var pj = TetrahedronGeometry.Point(mesh.Vertices, v[j]);
            var pk = TetrahedronGeometry.Point(mesh.Vertices, v[k]);
            (double s, double t, double u) = TetrahedronGeometry.NearestOnTriangle(p, pi, pj, pk);
            double dx = p.X - s * pi.X - t * pj.X - u * pk.X, dy = p.Y - s * pi.Y - t * pj.Y - u * pk.Y, dz = p.Z - s * pi.Z - t * pj.Z - u * pk.Z;
            double distance = Math.Sqrt(dx * dx + dy * dy + dz * dz);
            if (distance < best.DistanceAngstrom || (distance == best.DistanceAngstrom && cell < best.Cell))
            {
                b.Clear();
                (b[i], b[j], b[k]) = (s, t, u);
                best = new PointLocation(cell, b[0], b[1], b[2], b[3], false, distance);
            }
        }
    }
}
