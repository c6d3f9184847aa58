namespace Flex3D.Stages.Maps;

/// <summary>The weights with which the samples of one axis become those of another: to_i = Σ_j w_ij from_j. Sample n/2 of both is the same point.</summary>
internal sealed class AxisWeights
{
    private readonly float[] _columns; // [j][i]

    private AxisWeights(int from, int to, Func<int, int, double> weight, Func<int, bool> inside)
    {
        (From, To) = (from, to);
        _columns = new float[from * to];
        for (int i = 0; i < to; i++)
        {
            if (!inside(i))
            {
                LeavesOut = true;
                continue;
            }
            for (int j = 0; j < from; j++)
            {
                _columns[j * to + i] = (float)weight(i, j);
            }
        }
    }

    /// <summary>Samples of the source.</summary>
    public int From { get; }

    /// <summary>Samples of the target.</summary>
    public int To { get; }

    /// <summary>Whether samples of the target lie outside the source's extent: they get no weights.</summary>
    public bool LeavesOut { get; }

    /// <summary>The weights w_ij of source sample j, one for each target sample i.</summary>
    public ReadOnlySpan<float> Column(int j) => _columns.AsSpan(j * To, To);

    /// <summary>Weights that copy samples of the same spacing.</summary>
    public static AxisWeights Copy(int from, int to)
    {
        int shift = from / 2 - to / 2;
        return new(from, to, (i, j) => j == i + shift ? 1 : 0, i => i + shift >= 0 && i + shift < from);
    }

    /// <summary>Weights of the periodic Dirichlet kernel of the frequencies below both Nyquists: band-limited interpolation.</summary>
    /// <param name="from">Source samples.</param>
    /// <param name="spacing">Their spacing, Å.</param>
    /// <param name="to">Target samples.</param>
    /// <param name="newSpacing">Their spacing, Å.</param>
    public static AxisWeights Dirichlet(int from, double spacing, int to, double newSpacing)
    {
        double extent = from * spacing;
        int highest = Math.Min((from - 1) / 2, (int)Math.Ceiling(extent / (2 * newSpacing) - 1e-6) - 1); // an unpaired Nyquist frequency is left out
        return new(from, to, Weight, i => Math.Abs((i - to / 2) * newSpacing + (from % 2 == 0 ? 0.5 * spacing : 0)) <= 0.5 * extent * (1 + 1e-9));

        double Weight(int i, int j)
        {
            double turn = ((i - to / 2) * newSpacing - (j - from / 2) * spacing) / extent, sine = Math.Sin(Math.PI * turn);
            return Math.Abs(sine) < 1e-9 ? (2 * highest + 1.0) / from : Math.Sin((2 * highest + 1) * Math.PI * turn) / (from * sine);
        }
    }

    /// <summary>Weights of a mean over neighbours that fall linearly to 0 at the larger spacing, among samples that continue beyond the source as zeros.</summary>
    /// <param name="from">Source samples.</param>
    /// <param name="spacing">Their spacing, Å.</param>
    /// <param name="to">Target samples.</param>
    /// <param name="newSpacing">Their spacing, Å.</param>
    public static AxisWeights Triangle(int from, double spacing, int to, double newSpacing)
    {
        double reach = Math.Max(spacing, newSpacing);
        return new(from, to, (i, j) => Height(i, j - from / 2) / Sum(i), _ => true);

        double Height(int i, int step) => Math.Max(0, 1 - Math.Abs((i - to / 2) * newSpacing - step * spacing) / reach);

        double Sum(int i)
        {
            double position = (i - to / 2) * newSpacing, sum = 0;
            for (int step = (int)Math.Floor((position - reach) / spacing); step <= Math.Ceiling((position + reach) / spacing); step++)
            {
                sum += Height(i, step);
            }
            return sum;
        }
    }
}
