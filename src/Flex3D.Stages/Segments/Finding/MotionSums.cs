using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Segments.Finding;

/// <summary>Sums over the density of regions, at rest and in conformations, from which the best rigid motion of any union of regions follows (Kabsch 1976).</summary>
/// <remarks>
/// Of a region with density w at places x, which are at y_p in conformation p: Σw, Σw x, Σw |x|², and for each p Σw y, Σw y xᵀ, Σw |y|². What no rotation and shift explains is
/// E = Σ_p min_{R,t} Σ w |y − (R x + t)|² = Σ_p (V_x + V_y − 2 max_R tr(Rᵀ C)), V the variances and C the covariance about the means.
/// </remarks>
internal sealed class MotionSums
{
    private const int Fixed = 5, Each = 13;
    private readonly int _conformations, _stride;
    private readonly double[] _sums;

    public MotionSums(int regions, int conformations)
    {
        (_conformations, _stride) = (conformations, Fixed + Each * conformations);
        _sums = new double[(long)regions * _stride];
    }

    /// <summary>The density of a region.</summary>
    public double WeightOf(int region) => _sums[(long)region * _stride];

    /// <summary>Adds a place to a region.</summary>
    /// <param name="x">Place at rest, Å.</param>
    /// <param name="moved">Displacement in each conformation, [conformation][x, y, z] Å.</param>
    public void Add(int region, double weight, ReadOnlySpan<double> x, ReadOnlySpan<double> moved)
    {
        Span<double> s = _sums.AsSpan(region * _stride, _stride);
        s[0] += weight;
        for (int i = 0; i < 3; i++)
        {
            s[1 + i] += weight * x[i];
            s[4] += weight * x[i] * x[i];
        }
        for (int p = 0; p < _conformations; p++)
        {
            Span<double> e = s.Slice(Fixed + Each * p, Each);
            for (int i = 0; i < 3; i++)
            {
                double y = x[i] + moved[3 * p + i];
                e[i] += weight * y;
                e[3 + 3 * i] += weight * y * x[0];
                e[4 + 3 * i] += weight * y * x[1];
                e[5 + 3 * i] += weight * y * x[2];
                e[12] += weight * y * y;
            }
        }
    }

    /// <summary>Puts a region into another.</summary>
    public void Merge(int region, int other)
    {
        Span<double> into = _sums.AsSpan(region * _stride, _stride), from = _sums.AsSpan(other * _stride, _stride);
        for (int i = 0; i < _stride; i++)
        {
            into[i] += from[i];
        }
    }

    /// <summary>Returns the sums of one region that is the union of several.</summary>
    public MotionSums Together(IEnumerable<int> regions)
    {
        var union = new MotionSums(1, _conformations);
        foreach (int region in regions)
        {
            for (int i = 0; i < _stride; i++)
            {
                union._sums[i] += _sums[(long)region * _stride + i];
            }
        }
        return union;
    }

    /// <summary>Returns E of a region, or of the union of two, in density · Å².</summary>
    /// <param name="other">The second region, or −1.</param>
    public double Residual(int region, int other = -1)
    {
        ReadOnlySpan<double> a = _sums.AsSpan(region * _stride, _stride), b = other < 0 ? default : _sums.AsSpan(other * _stride, _stride);
        Span<double> s = stackalloc double[Fixed], e = stackalloc double[Each], c = stackalloc double[9], r = stackalloc double[9];
        Sum(a, b, 0, s);
        if (!(s[0] > 0))
        {
            return 0;
        }
        double rest = s[4] - (s[1] * s[1] + s[2] * s[2] + s[3] * s[3]) / s[0], left = 0;
        for (int p = 0; p < _conformations; p++)
        {
            Sum(a, b, Fixed + Each * p, e);
            for (int i = 0; i < 9; i++)
            {
                c[i] = e[3 + i] - e[i / 3] * s[1 + i % 3] / s[0];
            }
            NearestRotation.Find(c, r);
            double trace = 0;
            for (int i = 0; i < 9; i++)
            {
                trace += r[i] * c[i];
            }
            left += Math.Max(0, rest + e[12] - (e[0] * e[0] + e[1] * e[1] + e[2] * e[2]) / s[0] - 2 * trace);
        }
        return left;
    }

    private static void Sum(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int from, Span<double> sum)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = a[from + i] + (b.IsEmpty ? 0 : b[from + i]);
        }
    }
}
