using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Scoring;

/// <summary>Finds how near a mesh can come to true displacements of atoms: the least-squares fit of displacements of its vertices, linear within cells.</summary>
/// <remarks>
/// Of every particle min over f of Σ_a |Σ_v b_v(x_a) m_v f_v − d_a|², b_v the barycentric weights of atom a at rest, m_v the vertices' mobility, by conjugate gradients with
/// columns of unit length (CGLS; Hestenes &amp; Stiefel 1952). All atoms count alike, and no prior holds the cells together. What remains is no bound for the moving atoms alone:
/// in cells that they share with still ones the fit divides the error among both.
/// </remarks>
public sealed class MeshLimit
{
    private const int MostIterations = 200;
    private const double Converged = 1e-8; // of the squared gradient

    private readonly int[] _vertices;
    private readonly double[] _weights;
    private readonly double[] _rest;
    private readonly int _columns;

    /// <param name="mesh">The mesh.</param>
    /// <param name="rest">Positions of the atoms where no vertex is displaced, [3·atom + axis], Å from the box centre.</param>
    public MeshLimit(TetrahedralMesh mesh, double[] rest)
    {
        int atoms = rest.Length / 3;
        (_rest, _columns, _vertices, _weights) = (rest, mesh.VertexCount, new int[4 * atoms], new double[4 * atoms]);
        var locator = new PointLocator(mesh);
        double[] squares = new double[_columns];
        for (int atom = 0; atom < atoms; atom++)
        {
            PointLocation at = locator.Locate(rest[3 * atom], rest[3 * atom + 1], rest[3 * atom + 2]);
            ReadOnlySpan<double> barycentric = [at.B0, at.B1, at.B2, at.B3];
            for (int corner = 0; corner < 4; corner++)
            {
                int vertex = mesh.Cells[4 * at.Cell + corner];
                double weight = barycentric[corner] * mesh.Mobility[vertex];
                (_vertices[4 * atom + corner], _weights[4 * atom + corner]) = (vertex, weight);
                squares[vertex] += weight * weight;
            }
        }
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] /= Math.Sqrt(Math.Max(double.Epsilon, squares[_vertices[i]]));
        }
    }

    /// <summary>Returns the nearest positions that the mesh can give to the atoms.</summary>
    /// <param name="truth">True positions, [particle][3·atom + axis], Å.</param>
    /// <param name="threads">Threads.</param>
    public double[][] Nearest(IReadOnlyList<double[]> truth, int threads)
    {
        double[][] nearest = new double[truth.Count][];
        Parallel.For(0, truth.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, particle =>
        {
            double[] at = [.. truth[particle]];
            double[] left = new double[at.Length / 3];
            for (int axis = 0; axis < 3; axis++)
            {
                for (int atom = 0; atom < left.Length; atom++)
                {
                    left[atom] = at[3 * atom + axis] - _rest[3 * atom + axis];
                }
                Fit(left);
                for (int atom = 0; atom < left.Length; atom++)
                {
                    at[3 * atom + axis] -= left[atom];
                }
            }
            nearest[particle] = at;
        });
        return nearest;
    }

    // Replaces the displacements along an axis by what remains of them.
    private void Fit(double[] left)
    {
        double[] slope = new double[_columns], direction = new double[_columns], along = new double[left.Length];
        Adjoint(left, slope);
        slope.CopyTo(direction, 0);
        double first = Square(slope), before = first;
        for (int iteration = 0; iteration < MostIterations && before > Converged * first; iteration++)
        {
            Forward(direction, along);
            double step = before / Square(along);
            for (int atom = 0; atom < left.Length; atom++)
            {
                left[atom] -= step * along[atom];
            }
            Adjoint(left, slope);
            double now = Square(slope);
            for (int v = 0; v < direction.Length; v++)
            {
                direction[v] = slope[v] + now / before * direction[v];
            }
            before = now;
        }
    }

    private void Forward(double[] vertices, double[] atoms)
    {
        for (int atom = 0; atom < atoms.Length; atom++)
        {
            double sum = 0;
            for (int i = 4 * atom; i < 4 * atom + 4; i++)
            {
                sum += _weights[i] * vertices[_vertices[i]];
            }
            atoms[atom] = sum;
        }
    }

    private void Adjoint(double[] atoms, double[] vertices)
    {
        Array.Clear(vertices);
        for (int atom = 0; atom < atoms.Length; atom++)
        {
            for (int i = 4 * atom; i < 4 * atom + 4; i++)
            {
                vertices[_vertices[i]] += _weights[i] * atoms[atom];
            }
        }
    }

    private static double Square(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }
        return sum;
    }
}
