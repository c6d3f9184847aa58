namespace Flex3D.Simulator;

/// <summary>What happened in simulated runs: shows that the weather was bad enough.</summary>
internal sealed class Statistics
{
    private readonly long[] _counts = new long[Enum.GetValues<Happened>().Length];

    public long this[Happened what] => _counts[(int)what];

    public void Count(Happened what) => _counts[(int)what]++;

    /// <summary>Adds those of another run.</summary>
    public void Add(Statistics other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    public override string ToString() => string.Join(", ", Enum.GetValues<Happened>().Select(what => $"{_counts[(int)what]} {Words(what)}"));

    private static string Words(Happened what) => string.Concat(what.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : $"{c}"));
}
