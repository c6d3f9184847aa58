namespace Flex3D.Stages.Geometry.Inspection;

/// <summary>The shape of a cell and what it holds.</summary>
/// <param name="Label">Label of its segment; 0 in a mesh that was not cut.</param>
/// <param name="VolumeCubicAngstrom">Volume, Å³.</param>
/// <param name="LeastDihedralDegrees">Smallest of the six angles between its faces, degrees; 70.5 in a regular tetrahedron.</param>
/// <param name="MostDihedralDegrees">Largest of them.</param>
/// <param name="Voxels">Voxels of the mask that are bound to it.</param>
/// <param name="Weight">Rigidity weight.</param>
public readonly record struct CellShape(int Label, double VolumeCubicAngstrom, double LeastDihedralDegrees, double MostDihedralDegrees, int Voxels, float Weight)
{
    /// <summary>A cell with an angle below this, or above 180° less this, is a sliver: small displacements of its vertices turn it inside out.</summary>
    public const double SliverDegrees = 10;

    /// <summary>Whether it is so flat that it hinders training.</summary>
    public bool IsSliver => LeastDihedralDegrees < SliverDegrees || MostDihedralDegrees > 180 - SliverDegrees;

    /// <summary>Computes the angles between the faces of a cell, degrees: at the edges 01, 02, 03, 12, 13, 23.</summary>
    public static double[] Dihedrals(TetrahedralMesh mesh, int cell)
    {
        double[] angles = new double[6];
        int at = 0;
        Span<double> a = stackalloc double[3], b = stackalloc double[3], edge = stackalloc double[3];
        for (int i = 0; i < 4; i++)
        {
            for (int j = i + 1; j < 4; j++)
            {
                int k = Other(i, j, 0), l = 6 - i - j - k;
                Between(mesh, cell, i, j, edge);
                Between(mesh, cell, i, k, a);
                Between(mesh, cell, i, l, b);
                Across(a, edge);
                Across(b, edge);
                double cosine = Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
                angles[at++] = Math.Acos(Math.Clamp(cosine, -1, 1)) * 180 / Math.PI;
            }
        }
        return angles;
    }

    private static int Other(int i, int j, int from) => from != i && from != j ? from : Other(i, j, from + 1);

    private static void Between(TetrahedralMesh mesh, int cell, int i, int j, Span<double> between)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            between[axis] = (double)mesh.Vertices[3 * mesh.Cells[4 * cell + j] + axis] - mesh.Vertices[3 * mesh.Cells[4 * cell + i] + axis];
        }
    }

    // Takes out of a vector what is along the edge.
    private static void Across(Span<double> vector, ReadOnlySpan<double> edge)
    {
        double along = Dot(vector, edge) / Dot(edge, edge);
        for (int axis = 0; axis < 3; axis++)
        {
            vector[axis] -= along * edge[axis];
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
