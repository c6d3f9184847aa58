namespace Flex3D.Stages.Scoring;

/// <summary>The terms of a polynomial of the latents, and their slopes: products of Legendre polynomials of the standardised latents over ±3, up to a total degree.</summary>
/// <remarks>
/// Latents are standardised and limited to ±3 standard deviations; beyond, a slope is that at the limit. There are at most a tenth as many terms as there are particles,
/// and at most 220; those of degree 1 always.
/// </remarks>
internal sealed class LegendreTerms
{
    private const int HighestDegree = 12, MostTerms = 220;
    private const double Limit = 3;

    private readonly int _k;
    private readonly double[] _mean, _deviation;
    private readonly int[][] _degrees; // in each latent of every term, in the order of the total degree
    private readonly List<int> _upTo = [];

    /// <param name="latents">[particle][K].</param>
    /// <param name="k">K.</param>
    public LegendreTerms(ReadOnlySpan<float> latents, int k)
    {
        int count = latents.Length / k;
        (_k, _mean, _deviation) = (k, new double[k], new double[k]);
        for (int i = 0; i < latents.Length; i++)
        {
            _mean[i % k] += latents[i] / (double)count;
        }
        for (int i = 0; i < latents.Length; i++)
        {
            _deviation[i % k] += (latents[i] - _mean[i % k]) * (latents[i] - _mean[i % k]) / count;
        }
        for (int axis = 0; axis < k; axis++)
        {
            _deviation[axis] = Math.Sqrt(_deviation[axis]);
        }
        _degrees = Degrees(count);
    }

    /// <summary>Number of terms.</summary>
    public int Count => _degrees.Length;

    /// <summary>Number of terms up to each total degree, from 1.</summary>
    public IReadOnlyList<int> UpTo => _upTo;

    /// <summary>Returns the terms at a latent.</summary>
    public double[] At(ReadOnlySpan<float> latent)
    {
        double[][] legendre = [.. Standard(latent).Select(value => Legendre(value / Limit))];
        return Array.ConvertAll(_degrees, term => term.Select((degree, axis) => legendre[axis][degree]).Aggregate(1.0, (product, value) => product * value));
    }

    /// <summary>Computes the slope of Σ weight · term along each latent, in the latents' own units.</summary>
    /// <param name="latent">K values.</param>
    /// <param name="weights">Weight of each of the first terms.</param>
    /// <returns>K values; 0 along a latent that does not vary.</returns>
    public double[] SlopesAt(ReadOnlySpan<float> latent, ReadOnlySpan<double> weights)
    {
        double[] standard = Standard(latent), slopes = new double[_k];
        double[][] legendre = [.. standard.Select(value => Legendre(value / Limit))], derivative = [.. standard.Select(value => Derivative(value / Limit))];
        for (int i = 0; i < weights.Length; i++)
        {
            for (int along = 0; along < _k; along++)
            {
                double product = _degrees[i][along] > 0 ? weights[i] * derivative[along][_degrees[i][along]] : 0;
                for (int axis = 0; axis < _k && product != 0; axis++)
                {
                    product *= axis == along ? 1 : legendre[axis][_degrees[i][axis]];
                }
                slopes[along] += product;
            }
        }
        for (int axis = 0; axis < _k; axis++)
        {
            slopes[axis] = _deviation[axis] > 0 ? slopes[axis] / (Limit * _deviation[axis]) : 0;
        }
        return slopes;
    }

    private double[] Standard(ReadOnlySpan<float> latent)
    {
        double[] standard = new double[_k];
        for (int axis = 0; axis < _k; axis++)
        {
            standard[axis] = _deviation[axis] > 0 ? Math.Clamp((latent[axis] - _mean[axis]) / _deviation[axis], -Limit, Limit) : 0;
        }
        return standard;
    }

    private int[][] Degrees(int particles)
    {
        List<int[]> terms = [new int[_k]];
        int most = Math.Min(MostTerms, particles / 10);
        for (int total = 1; total <= HighestDegree; total++)
        {
            List<int[]> next = [];
            Spread(new int[_k], 0, total, next);
            if (total > 1 && terms.Count + next.Count > most)
            {
                break;
            }
            terms.AddRange(next);
            _upTo.Add(terms.Count);
        }
        return [.. terms];
    }

    // Adds every way to give "left" degrees to the latents from "axis" on.
    private static void Spread(int[] degrees, int axis, int left, List<int[]> ways)
    {
        if (axis == degrees.Length - 1)
        {
            degrees[axis] = left;
            ways.Add((int[])degrees.Clone());
            return;
        }
        for (int degree = left; degree >= 0; degree--)
        {
            degrees[axis] = degree;
            Spread(degrees, axis + 1, left - degree, ways);
        }
    }

    // P_0 … at x: (n + 1) P_{n+1} = (2n + 1) x P_n − n P_{n−1}.
    private static double[] Legendre(double x)
    {
        double[] values = new double[HighestDegree + 1];
        (values[0], values[1]) = (1, x);
        for (int n = 1; n < HighestDegree; n++)
        {
            values[n + 1] = ((2 * n + 1) * x * values[n] - n * values[n - 1]) / (n + 1);
        }
        return values;
    }

    // P'_0 … at x: P'_{n+1} = P'_{n−1} + (2n + 1) P_n.
    private static double[] Derivative(double x)
    {
        double[] values = Legendre(x), derivative = new double[HighestDegree + 1];
        derivative[1] = 1;
        for (int n = 1; n < HighestDegree; n++)
        {
            derivative[n + 1] = derivative[n - 1] + (2 * n + 1) * values[n];
        }
        return derivative;
    }
}
