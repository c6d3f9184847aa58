namespace Flex3D.Stages.Scoring;

/// <summary>The terms of a polynomial of several numbers, and their slopes: products of Legendre polynomials of the standardised numbers over ±3, up to a total degree.</summary>
/// <remarks>
/// The numbers are standardised and limited to ±3 standard deviations; beyond, a slope is that at the limit. There are at most a tenth as many terms as there are particles,
/// and at most 220; those of degree 1 always.
/// </remarks>
internal sealed class LegendreTerms
{
    private const int HighestDegree = 12, MostTerms = 220;
    private const double Limit = 3;

    private readonly int _width;
    private readonly double[] _mean, _deviation;
    private readonly int[][] _degrees; // of each number in every term, in the order of the total degree
    private readonly List<int> _upTo = [];

    /// <param name="inputs">[particle][width].</param>
    /// <param name="width">How many numbers a particle has.</param>
    public LegendreTerms(ReadOnlySpan<float> inputs, int width)
    {
        int count = inputs.Length / width;
        (_width, _mean, _deviation) = (width, new double[width], new double[width]);
        for (int i = 0; i < inputs.Length; i++)
        {
            _mean[i % width] += inputs[i] / (double)count;
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            _deviation[i % width] += (inputs[i] - _mean[i % width]) * (inputs[i] - _mean[i % width]) / count;
        }
        for (int axis = 0; axis < width; axis++)
        {
            _deviation[axis] = Math.Sqrt(_deviation[axis]);
        }
        _degrees = Degrees(count);
    }

    /// <summary>Number of terms.</summary>
    public int Count => _degrees.Length;

    /// <summary>Number of terms up to each total degree, from 1.</summary>
    public IReadOnlyList<int> UpTo => _upTo;

    /// <summary>Returns the terms at the numbers of a particle.</summary>
    public double[] At(ReadOnlySpan<float> input)
    {
        double[][] legendre = [.. Standard(input).Select(value => Legendre(value / Limit))];
        return Array.ConvertAll(_degrees, term => term.Select((degree, axis) => legendre[axis][degree]).Aggregate(1.0, (product, value) => product * value));
    }

    /// <summary>Computes the slope of Σ weight · term along each number, in its own units.</summary>
    /// <param name="input">[width].</param>
    /// <param name="weights">Weight of each of the first terms.</param>
    /// <returns>[width]; 0 along a number that does not vary.</returns>
    public double[] SlopesAt(ReadOnlySpan<float> input, ReadOnlySpan<double> weights)
    {
        double[] standard = Standard(input), slopes = new double[_width];
        double[][] legendre = [.. standard.Select(value => Legendre(value / Limit))], derivative = [.. standard.Select(value => Derivative(value / Limit))];
        for (int i = 0; i < weights.Length; i++)
        {
            for (int along = 0; along < _width; along++)
            {
                double product = _degrees[i][along] > 0 ? weights[i] * derivative[along][_degrees[i][along]] : 0;
                for (int axis = 0; axis < _width && product != 0; axis++)
                {
                    product *= axis == along ? 1 : legendre[axis][_degrees[i][axis]];
                }
                slopes[along] += product;
            }
        }
        for (int axis = 0; axis < _width; axis++)
        {
            slopes[axis] = _deviation[axis] > 0 ? slopes[axis] / (Limit * _deviation[axis]) : 0;
        }
        return slopes;
    }

    private double[] Standard(ReadOnlySpan<float> input)
    {
        double[] standard = new double[_width];
        for (int axis = 0; axis < _width; axis++)
        {
            standard[axis] = _deviation[axis] > 0 ? Math.Clamp((input[axis] - _mean[axis]) / _deviation[axis], -Limit, Limit) : 0;
        }
        return standard;
    }

    private int[][] Degrees(int particles)
    {
        List<int[]> terms = [new int[_width]];
        int most = Math.Min(MostTerms, particles / 10);
        for (int total = 1; total <= HighestDegree; total++)
        {
            List<int[]> next = [];
            Spread(new int[_width], 0, total, next);
            if (total > 1 && terms.Count + next.Count > most)
            {
                break;
            }
            terms.AddRange(next);
            _upTo.Add(terms.Count);
        }
        return [.. terms];
    }

    // Adds every way to give "left" degrees to the numbers from "axis" on.
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
