namespace Flex3D.Stages.Geometry;

/// <summary>Volume, orientation and closest points of one tetrahedron.</summary>
internal static class TetrahedronGeometry
{
    /// <summary>Signed volume, Å³, of cell <paramref name="cell"/>: det(x1−x0, x2−x0, x3−x0)/6, positive for a well-oriented cell.</summary>
    public static double Volume(ReadOnlySpan<float> vertices, ReadOnlySpan<int> cells, int cell)
    {
        (double x0, double y0, double z0) = Point(vertices, cells[4 * cell]);
        (double x1, double y1, double z1) = Point(vertices, cells[4 * cell + 1]);
        (double x2, double y2, double z2) = Point(vertices, cells[4 * cell + 2]);
        (double x3, double y3, double z3) = Point(vertices, cells[4 * cell + 3]);
        (x1, y1, z1, x2, y2, z2, x3, y3, z3) = (x1 - x0, y1 - y0, z1 - z0, x2 - x0, y2 - y0, z2 - z0, x3 - x0, y3 - y0, z3 - z0);
        return (x1 * (y2 * z3 - z2 * y3) - x2 * (y1 * z3 - z1 * y3) + x3 * (y1 * z2 - z1 * y2)) / 6;
    }

    /// <summary>Swaps the last two vertices of every cell of negative volume.</summary>
    /// <returns>The number of cells whose vertices were swapped.</returns>
    public static int OrientPositively(ReadOnlySpan<float> vertices, Span<int> cells)
    {
        int turned = 0;
        for (int cell = 0; cell < cells.Length / 4; cell++)
        {
            if (Volume(vertices, cells, cell) < 0)
            {
                (cells[4 * cell + 2], cells[4 * cell + 3]) = (cells[4 * cell + 3], cells[4 * cell + 2]);
                turned++;
            }
        }
        return turned;
    }

    /// <summary>The weights (u, v, w) of the point of triangle abc nearest to p, summing to 1.</summary>
    /// <remarks>By Voronoi regions of the triangle's corners, edges and face (Ericson, Real-Time Collision Detection, 5.1.5).</remarks>
    public static (double U, double V, double W) NearestOnTriangle(
        (double X, double Y, double Z) p, (double X, double Y, double Z) a, (double X, double Y, double Z) b, (double X, double Y, double Z) c)
    {
        (double, double, double) ab = Minus(b, a), ac = Minus(c, a), ap = Minus(p, a), bp = Minus(p, b), cp = Minus(p, c);
        double d1 = Dot(ab, ap), d2 = Dot(ac, ap);
        if (d1 <= 0 && d2 <= 0)
        {
            return (1, 0, 0);
        }
        double d3 = Dot(ab, bp), d4 = Dot(ac, bp);
        if (d3 >= 0 && d4 <= d3)
        {
            return (0, 1, 0);
        }
        double vc = d1 * d4 - d3 * d2;
        if (vc <= 0 && d1 >= 0 && d3 <= 0)
        {
            double t = d1 / (d1 - d3);
            return (1 - t, t, 0);
        }
        double d5 = Dot(ab, cp), d6 = Dot(ac, cp);
        if (d6 >= 0 && d5 <= d6)
        {
            return (0, 0, 1);
        }
        double vb = d5 * d2 - d1 * d6;
        if (vb <= 0 && d2 >= 0 && d6 <= 0)
        {
            double t = d2 / (d2 - d6);
            return (1 - t, 0, t);
        }
        double va = d3 * d6 - d5 * d4;
        if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
        {
            double t = (d4 - d3) / (d4 - d3 + (d5 - d6));
            return (0, 1 - t, t);
        }
        double sum = va + vb + vc;
        return (va / sum, vb / sum, vc / sum);
    }

    internal static (double X, double Y, double Z) Point(ReadOnlySpan<float> vertices, int vertex) =>
        (vertices[3 * vertex], vertices[3 * vertex + 1], vertices[3 * vertex + 2]);

    private static (double, double, double) Minus((double X, double Y, double Z) p, (double X, double Y, double Z) q) => (p.X - q.X, p.Y - q.Y, p.Z - q.Z);

    private static double Dot((double X, double Y, double Z) p, (double X, double Y, double Z) q) => p.X * q.X + p.Y * q.Y + p.Z * q.Z;
}
