using Flex3D.Stages.Geometry;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Tests.Priors;

/// <summary>Σ_j w_j Σ_ℓ (s_ℓ − 1)², the least singular value counted as negative where the cell is inverted; by singular value decomposition in double.</summary>
internal static class RigidityReference
{
    public static double Energy(TetrahedralMesh mesh, double[] deformed)
    {
        double energy = 0;
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            Matrix<double> rest = Edges(i => mesh.Vertices[i], mesh, cell), now = Edges(i => (float)deformed[i], mesh, cell);
            Matrix<double> d = now * rest.Inverse();
            double[] s = [.. d.Svd().S];
            s[2] *= Math.Sign(d.Determinant());
            energy += mesh.RigidityWeights[cell] * s.Sum(v => (v - 1) * (v - 1));
        }
        return energy;
    }

    private static Matrix<double> Edges(Func<int, double> coordinate, TetrahedralMesh mesh, int cell) => Matrix<double>.Build.Dense(
        3, 3, (axis, k) => coordinate(3 * mesh.Cells[4 * cell + k + 1] + axis) - coordinate(3 * mesh.Cells[4 * cell] + axis));
}
