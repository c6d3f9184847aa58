namespace Flex3D.Stages.Formats;

/// <summary>Running minimum, maximum, mean and RMS deviation of the samples of a file.</summary>
internal sealed class MrcStatistics
{
    private long _count;
    private double _mean, _squares;

    public float Minimum { get; private set; } = float.PositiveInfinity;
    public float Maximum { get; private set; } = float.NegativeInfinity;
    public double Mean => _mean;
    public double Rms => _count == 0 ? 0 : Math.Sqrt(_squares / _count);
    public bool IsEmpty => _count == 0;

    /// <summary>Adds samples by the pairwise update of mean and squared deviations, which loses no precision to cancellation.</summary>
    public void Add(ReadOnlySpan<float> part)
    {
        double sum = 0, squares = 0;
        float minimum = Minimum, maximum = Maximum;
        foreach (float value in part)
        {
            sum += value;
            minimum = MathF.Min(minimum, value);
            maximum = MathF.Max(maximum, value);
        }
        double mean = sum / Math.Max(1, part.Length);
        foreach (float value in part)
        {
            squares += (value - mean) * (value - mean);
        }
        long total = _count + part.Length;
        double delta = mean - _mean;
        _squares += squares + delta * delta * _count * part.Length / Math.Max(1, total);
        _mean += delta * part.Length / Math.Max(1, total);
        _count = total;
        (Minimum, Maximum) = (minimum, maximum);
    }
}
