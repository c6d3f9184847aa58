namespace Flex3D.Stages.Particles;

/// <summary>Counts the rows that a reader leaves out, by reason, and keeps the first of each.</summary>
internal sealed class LeftOutRows
{
    private readonly List<(string Reason, int Count, List<int> First)> _reasons = [];

    /// <summary>Number of rows left out.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a row.</summary>
    /// <param name="row">The row, from 0; rows of one reason ascend.</param>
    /// <param name="reason">See <see cref="LeftOut.Reason"/>; equal texts are one reason, so it names no row.</param>
    public void Add(int row, string reason)
    {
        Count++;
        int at = _reasons.FindIndex(entry => entry.Reason == reason);
        if (at < 0)
        {
            at = _reasons.Count;
            _reasons.Add((reason, 0, []));
        }
        (_, int count, List<int> first) = _reasons[at];
        _reasons[at] = (reason, count + 1, first);
        if (first.Count < LeftOut.MostNamed)
        {
            first.Add(row);
        }
    }

    /// <summary>Returns the reasons in the order in which they first occurred.</summary>
    public IReadOnlyList<LeftOut> ToList() => [.. _reasons.Select(entry => new LeftOut(entry.Reason, entry.Count, entry.First))];
}
