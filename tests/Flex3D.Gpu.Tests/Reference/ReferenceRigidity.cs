using Flex3D.Stages.Geometry;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Flex3D.Gpu.Tests.Reference;

/// <summary>λ Σ_j w_j ‖D_j − R_j‖² (eqs. 5-6), R_j the rotation nearest to the deformation D_j of cell j, and its gradient.</summary>
internal sealed class ReferenceRigidity(TetrahedralMesh mesh)
{
    /// <param name="positions">[vertex][x, y, z], Å.</param>
    /// <param name="flowGradient">[x, y, z][vertex], added to; empty where not wanted.</param>
    public double Energy(double[] positions, double[] flowGradient, double lambda)
    {
        double energy = 0;
        for (int cell = 0; cell < mesh.CellCount; cell++)
        {
            Matrix<double> inverse = Edges(cell, i => mesh.Vertices[i]).Inverse();
            Matrix<double> d = Edges(cell, i => positions[i]) * inverse;
            Matrix<double> strain = d - NearestRotation(d);
            double weight = lambda * mesh.RigidityWeights[cell];
            energy += weight * Math.Pow(strain.FrobeniusNorm(), 2);
            Matrix<double> edgeGradient = 2 * weight * strain * inverse.Transpose(); // [axis][edge]
            for (int at = 0; at < 9 && flowGradient.Length > 0; at++)
            {
                int axis = at / 3, edge = at % 3;
                flowGradient[axis * mesh.VertexCount + mesh.Cells[4 * cell + edge + 1]] += edgeGradient[axis, edge];
                flowGradient[axis * mesh.VertexCount + mesh.Cells[4 * cell]] -= edgeGradient[axis, edge];
            }
        }
        return energy;
    }

    // From D = U S Vᵀ, singular values descending: U diag(1, 1, det(U Vᵀ)) Vᵀ (Umeyama 1991).
    private static Matrix<double> NearestRotation(Matrix<double> d)
    {
        if (!d.Enumerate().All(double.IsFinite))
        {
            return d * double.NaN;
        }
        Svd<double> svd = d.Svd();
        double turn = Math.Sign((svd.U * svd.VT).Determinant());
        return svd.U * Matrix<double>.Build.DenseOfDiagonalArray([1, 1, turn]) * svd.VT;
    }

    // The three edges from the cell's first vertex, one a column.
    private Matrix<double> Edges(int cell, Func<int, double> coordinate) => Matrix<double>.Build.Dense(3, 3, (axis, edge) =>
        coordinate(3 * mesh.Cells[4 * cell + edge + 1] + axis) - coordinate(3 * mesh.Cells[4 * cell] + axis));
}
