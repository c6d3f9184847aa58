using Flex3D.Stages.Numerics;
using Flex3D.Stages.Reconstruction;
using MathNet.Numerics.LinearAlgebra;

namespace Flex3D.Stages.Tests.Reconstruction;

/// <summary>½xᵀHx − bᵀx + c with a known spectrum, as a streamed pass would evaluate it.</summary>
internal sealed class TestQuadratic
{
    private readonly Matrix<double> _hessian;
    private readonly Vector<double> _linear;
    private readonly double _constant;

    public TestQuadratic(int dimension, double condition, ulong seed = 1)
    {
        Matrix<double> gaussian = Matrix<double>.Build.Dense(dimension, dimension, (i, j) => CounterRandom.Normal(seed, 1, 0, (ulong)i, (ulong)j));
        Matrix<double> basis = gaussian.QR().Q;
        Vector<double> spectrum = Vector<double>.Build.Dense(dimension, i => Math.Pow(condition, -i / (dimension - 1.0)));
        _hessian = basis * Matrix<double>.Build.DenseOfDiagonalVector(spectrum) * basis.Transpose();
        _linear = Vector<double>.Build.Dense(dimension, i => CounterRandom.Normal(seed, 2, 0, (ulong)i, 0));
        Solution = _hessian.Cholesky().Solve(_linear);
        _constant = 0.5 * _linear.DotProduct(Solution) + 10;
    }

    public Vector<double> Solution { get; }
    public int Dimension => Solution.Count;
    public double Least => 10;

    public double Energy(ReadOnlySpan<float> x)
    {
        Vector<double> v = Vector<double>.Build.DenseOfArray(Array.ConvertAll(x.ToArray(), value => (double)value));
        return 0.5 * v.DotProduct(_hessian * v) - _linear.DotProduct(v) + _constant;
    }

    public float[] Gradient(ReadOnlySpan<float> x)
    {
        Vector<double> v = Vector<double>.Build.DenseOfArray(Array.ConvertAll(x.ToArray(), value => (double)value));
        return Array.ConvertAll((_hessian * v - _linear).ToArray(), value => (float)value);
    }

    public void Evaluate(LBfgs minimiser)
    {
        float[] point = new float[Dimension];
        minimiser.Next(point);
        minimiser.Report(Energy(point), Gradient(point));
    }

    public void Minimise(LBfgs minimiser, int evaluations)
    {
        for (int i = 0; i < evaluations && minimiser.Status == MinimiserStatus.Running; i++)
        {
            Evaluate(minimiser);
        }
    }
}
