using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Subspaces;

/// <summary>The Gaussian posterior of an image's coordinates z, whose prior is N(0, 1), and of its contrast, whose prior is N(1, τ²).</summary>
/// <remarks>
/// The loss of an image is ½‖I − s C P (V + Σ_k z_k U_k)‖²/σ². With gradient g and Hessian H at z = 0, s = 1 the posterior is N(−A⁻¹g, A⁻¹), A = H + diag(1, …, 1, 1/τ²), in z and s − 1
/// (Tipping &amp; Bishop 1999, with a design of each image's own: its pose and CTF). The contrast belongs to the image, so it is no direction of the subspace. Not thread-safe.
/// </remarks>
/// <param name="components">q.</param>
/// <param name="contrastSpread">τ.</param>
internal sealed class SubspacePosterior(int components, double contrastSpread)
{
    private readonly int _n = components + 1;
    private readonly double[] _precision = new double[(components + 1) * (components + 1)];
    private readonly double[] _part = new double[(components + 1) * (components + 1)];
    private readonly double[] _rest = new double[components + 1];

    /// <summary>The mean of z and of s − 1, [q + 1].</summary>
    public double[] Mean { get; } = new double[components + 1];

    /// <summary>The covariance A⁻¹, [q + 1][q + 1].</summary>
    public double[] Covariance { get; } = new double[(components + 1) * (components + 1)];

    /// <summary>Computes mean and covariance.</summary>
    /// <param name="gradient">g, [q + 1].</param>
    /// <param name="hessian">H, [q + 1][q + 1].</param>
    /// <returns>False where the image has no finite terms: the posterior is then the prior.</returns>
    public bool Set(ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian)
    {
        hessian.CopyTo(_precision);
        for (int k = 0; k < _n; k++)
        {
            _precision[k * _n + k] += Prior(k);
            Mean[k] = -gradient[k];
        }
        if (!SmallCholesky.Factor(_precision, _n))
        {
            Mean.AsSpan().Clear();
            Covariance.AsSpan().Clear();
            for (int k = 0; k < _n; k++)
            {
                Covariance[k * _n + k] = 1 / Prior(k);
                _precision[k * _n + k] = Math.Sqrt(Prior(k));
            }
            return false;
        }
        SmallCholesky.Solve(_precision, _n, Mean);
        SmallCholesky.Invert(_precision, _n, Covariance);
        return true;
    }

    /// <summary>Writes √(q+1) times a column of a square root of the covariance: over all columns, the mean of ddᵀ is the covariance.</summary>
    /// <param name="column">0 to q.</param>
    /// <param name="deviation">d, the part of z, [q].</param>
    public void Deviation(int column, Span<double> deviation)
    {
        _rest.AsSpan().Clear();
        _rest[column] = Math.Sqrt(_n);
        SmallCholesky.SolveUpper(_precision, _n, _rest);
        _rest.AsSpan(0, components).CopyTo(deviation);
    }

    /// <summary>Writes by how much the first 1 … q components raise the log-evidence of the image over that of the map with a contrast alone, ½gᵀA⁻¹g − ½ ln(det A/det A₀).</summary>
    /// <param name="gains">[q].</param>
    public void Gains(ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian, Span<double> gains)
    {
        double none = Evidence(gradient, hessian, 0);
        for (int count = 1; count <= components; count++)
        {
            gains[count - 1] = Evidence(gradient, hessian, count) - none;
        }
    }

    // ½gᵀA⁻¹g − ½ ln(det A / det prior) of the first components and the contrast.
    private double Evidence(ReadOnlySpan<double> gradient, ReadOnlySpan<double> hessian, int count)
    {
        int n = count + 1;
        double prior = 0, quadratic = 0;
        for (int a = 0; a < n; a++)
        {
            int from = a < count ? a : components;
            for (int b = 0; b < n; b++)
            {
                _part[a * n + b] = hessian[from * _n + (b < count ? b : components)];
            }
            _part[a * n + a] += Prior(from);
            prior += Math.Log(Prior(from));
            _rest[a] = gradient[from];
        }
        if (!SmallCholesky.Factor(_part, n))
        {
            return 0;
        }
        SmallCholesky.Solve(_part, n, _rest);
        for (int a = 0; a < n; a++)
        {
            quadratic += gradient[a < count ? a : components] * _rest[a];
        }
        return 0.5 * (quadratic - SmallCholesky.LogDeterminant(_part, n) + prior);
    }

    private double Prior(int parameter) => parameter < components ? 1 : 1 / (contrastSpread * contrastSpread);
}
