namespace Flex3D.Stages.Geometry;

/// <summary>Finds the cell that holds a point, for any mesh: a uniform grid of bins, each listing the cells whose bounding boxes meet it.</summary>
/// <remarks>
/// Where cells overlap, the lowest-numbered one that holds the point is chosen, so the answer depends only on the mesh. In a mesh that was cut along
/// segments, it is the lowest-numbered of those whose segment the point belongs to, and one of another segment only where there is none (<see cref="OwnCell"/>).
/// </remarks>
internal sealed class CellGrid
{
    /// <summary>A point is inside a cell if no barycentric weight is below minus this, which closes the narrow gaps that rounding leaves between cells.</summary>
    public const double Tolerance = 1e-4;

    private const long MaximumBins = 1 << 22;

    private readonly OwnCell? _own;
    private readonly double[] _toBarycentric; // [cell][12]: x0 and the rows of the inverse edge matrix
    private readonly int[] _start, _cells;    // cells of bin b: _cells[_start[b].._start[b+1]], ascending

    public CellGrid(TetrahedralMesh mesh)
    {
        _own = mesh.Segments is null ? null : new OwnCell(mesh, mesh.Segments);
        _toBarycentric = InverseEdges(mesh);
        double[] low = [double.MaxValue, double.MaxValue, double.MaxValue], high = [double.MinValue, double.MinValue, double.MinValue];
        double[] bounds = new double[6 * mesh.CellCount];
        double edge = 0;
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                double from = double.MaxValue, to = double.MinValue;
                for (int k = 0; k < 4; k++)
                {
                    double at = mesh.Vertices[3 * mesh.Cells[4 * cell + k] + axis];
                    (from, to) = (Math.Min(from, at), Math.Max(to, at));
                }
                double slack = Tolerance * (to - from);
                (bounds[6 * cell + axis], bounds[6 * cell + 3 + axis]) = (from - slack, to + slack);
                (low[axis], high[axis]) = (Math.Min(low[axis], from - slack), Math.Max(high[axis], to + slack));
                edge += (to - from) / (3.0 * mesh.CellCount);
            }
        }
        double width = Math.Max(edge / 2, 1e-6);
        while (BinsAlong(low[0], high[0], width) * BinsAlong(low[1], high[1], width) * BinsAlong(low[2], high[2], width) > MaximumBins)
        {
            width *= 1.26;
        }
        Low = (low[0], low[1], low[2]);
        BinWidth = width;
        Bins = ((int)BinsAlong(low[0], high[0], width), (int)BinsAlong(low[1], high[1], width), (int)BinsAlong(low[2], high[2], width));
        (_start, _cells) = FillBins(mesh.CellCount, bounds);
    }

    public (double X, double Y, double Z) Low { get; }
    public double BinWidth { get; }
    public (int X, int Y, int Z) Bins { get; }

    /// <summary>The cells whose bounding boxes meet a bin, ascending.</summary>
    public ReadOnlySpan<int> CellsOf(int x, int y, int z)
    {
        int bin = (z * Bins.Y + y) * Bins.X + x;
        return _cells.AsSpan(_start[bin], _start[bin + 1] - _start[bin]);
    }

    /// <summary>The cell that holds a point (Å), with its four barycentric weights (sum 1); −1 where none does.</summary>
    /// <param name="segment">Label of the segment in whose cells alone to look; 0 for all cells. Only for a mesh with segments.</param>
    public int Find(double x, double y, double z, Span<double> weights, int segment = 0)
    {
        double bx = (x - Low.X) / BinWidth, by = (y - Low.Y) / BinWidth, bz = (z - Low.Z) / BinWidth;
        if (!(bx >= 0 && by >= 0 && bz >= 0 && bx < Bins.X && by < Bins.Y && bz < Bins.Z))
        {
            return -1;
        }
        if (_own is not null)
        {
            return _own.Find(CellsOf((int)bx, (int)by, (int)bz), _toBarycentric, (x, y, z), weights, segment);
        }
        int best = -1;
        double bestLeast = -Tolerance;
        foreach (int cell in CellsOf((int)bx, (int)by, (int)bz))
        {
            (double b0, double b1, double b2, double b3) = Barycentric(_toBarycentric.AsSpan(12 * cell, 12), x, y, z);
            double least = Math.Min(Math.Min(b0, b1), Math.Min(b2, b3));
            if (least > bestLeast || (least >= bestLeast && best < 0))
            {
                (weights[0], weights[1], weights[2], weights[3]) = (b0, b1, b2, b3);
                (best, bestLeast) = (cell, least);
                if (least >= 0)
                {
                    break;
                }
            }
        }
        return best;
    }

    /// <summary>Computes the barycentric weights of a point in a cell.</summary>
    /// <param name="m">x0 of the cell and the rows of the inverse of its edge matrix, 12 numbers.</param>
    internal static (double B0, double B1, double B2, double B3) Barycentric(ReadOnlySpan<double> m, double x, double y, double z)
    {
        double dx = x - m[0], dy = y - m[1], dz = z - m[2];
        double b1 = m[3] * dx + m[4] * dy + m[5] * dz;
        double b2 = m[6] * dx + m[7] * dy + m[8] * dz;
        double b3 = m[9] * dx + m[10] * dy + m[11] * dz;
        return (1 - b1 - b2 - b3, b1, b2, b3);
    }

    private static double BinsAlong(double low, double high, double width) => Math.Floor((high - low) / width) + 1;

    private (int[] Start, int[] Cells) FillBins(int cellCount, double[] bounds)
    {
        int[] start = new int[(long)Bins.X * Bins.Y * Bins.Z + 1];
        int[]? cells = null;
        for (int pass = 0; pass < 2; pass++)
        {
            for (int cell = 0; cell < cellCount; cell++)
            {
                int x0 = (int)((bounds[6 * cell] - Low.X) / BinWidth), x1 = Math.Min(Bins.X - 1, (int)((bounds[6 * cell + 3] - Low.X) / BinWidth));
                int y0 = (int)((bounds[6 * cell + 1] - Low.Y) / BinWidth), y1 = Math.Min(Bins.Y - 1, (int)((bounds[6 * cell + 4] - Low.Y) / BinWidth));
                int z0 = (int)((bounds[6 * cell + 2] - Low.Z) / BinWidth), z1 = Math.Min(Bins.Z - 1, (int)((bounds[6 * cell + 5] - Low.Z) / BinWidth));
                for (int z = z0; z <= z1; z++)
                {
                    for (int y = y0; y <= y1; y++)
                    {
                        for (int x = x0; x <= x1; x++)
                        {
                            int bin = (z * Bins.Y + y) * Bins.X + x;
                            if (cells is null)
                            {
                                start[bin + 1]++;
                            }
                            else
                            {
                                cells[start[bin]++] = cell;
                            }
                        }
                    }
                }
            }
            if (cells is null)
            {
                for (int b = 1; b < start.Length; b++)
                {
                    start[b] = checked(start[b] + start[b - 1]);
                }
                cells = new int[start[^1]];
            }
        }
        // Filling advanced each start to that of the next bin: shift them back.
        Array.Copy(start, 0, start, 1, start.Length - 1);
        start[0] = 0;
        return (start, cells!);
    }

    private static double[] InverseEdges(TetrahedralMesh mesh)
    {
        double[] all = new double[12 * mesh.CellCount];
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            (double x0, double y0, double z0) = TetrahedronGeometry.Point(mesh.Vertices, mesh.Cells[4 * cell]);
            (double ax, double ay, double az) = TetrahedronGeometry.Point(mesh.Vertices, mesh.Cells[4 * cell + 1]);
            (double bx, double by, double bz) = TetrahedronGeometry.Point(mesh.Vertices, mesh.Cells[4 * cell + 2]);
            (double cx, double cy, double cz) = TetrahedronGeometry.Point(mesh.Vertices, mesh.Cells[4 * cell + 3]);
            (ax, ay, az, bx, by, bz, cx, cy, cz) = (ax - x0, ay - y0, az - z0, bx - x0, by - y0, bz - z0, cx - x0, cy - y0, cz - z0);
            double det = ax * (by * cz - bz * cy) - bx * (ay * cz - az * cy) + cx * (ay * bz - az * by);
            Span<double> m = all.AsSpan(12 * cell, 12);
            (m[0], m[1], m[2]) = (x0, y0, z0);
            (m[3], m[4], m[5]) = ((by * cz - bz * cy) / det, (bz * cx - bx * cz) / det, (bx * cy - by * cx) / det);
            (m[6], m[7], m[8]) = ((cy * az - cz * ay) / det, (cz * ax - cx * az) / det, (cx * ay - cy * ax) / det);
            (m[9], m[10], m[11]) = ((ay * bz - az * by) / det, (az * bx - ax * bz) / det, (ax * by - ay * bx) / det);
        }
        return all;
    }
}
