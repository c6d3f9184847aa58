using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>Collects what a validation step measures on held-out particles, and adds it to the sums of an epoch image by image.</summary>
/// <remarks>
/// Rows of one image have the same noise: they count as one observation, so that a standard error is that of as many images. Losses of an
/// image are means over its rows; the gain of an image of several rows is that of <see cref="StillTest"/> where the losses for it were measured. Not thread-safe.
/// </remarks>
internal sealed class HeldOutImages(ImageGroups images)
{
    private readonly List<Row> _rows = [];

    /// <summary>What was measured on the images that were added last, in the order of their rows: images of one row alone, since the latents and the pose of several are a choice.</summary>
    public IReadOnlyList<HeldOutImage> Measured { get; private set; } = [];

    private readonly record struct Row(int First, double Flexed, double Rigid, TestGains Gains, double[] Losses);

    /// <summary>Adds a held-out particle.</summary>
    /// <param name="row">Row of the table.</param>
    /// <param name="flexed">Loss of the particle under the flexed model.</param>
    /// <param name="rigid">Loss of the particle under the rigid control.</param>
    /// <param name="gains">Predictive gains of the particle over the rigid control.</param>
    /// <param name="losses">The losses for <see cref="StillTest"/>; empty where they were not measured.</param>
    public void Add(int row, double flexed, double rigid, TestGains gains, ReadOnlySpan<double> losses) => _rows.Add(new(images.First(row), flexed, rigid, gains, losses.ToArray()));

    /// <summary>Returns the sums with all images added, in the order of their first rows, and forgets the particles.</summary>
    public EpochSums AddTo(EpochSums sums)
    {
        Row[][] grouped = [.. _rows.GroupBy(row => row.First).Select(image => image.ToArray())];
        static bool Tested(Row[] rows) => rows.Length > 1 && rows[0].Losses.Length > 0;
        var gains = new Queue<TestGains>(StillTest.Gains([.. grouped.Where(Tested).Select(rows => Array.ConvertAll(rows, row => row.Losses))]));
        foreach (Row[] rows in grouped)
        {
            TestGains found = 1.0 / rows.Length * rows.Select(row => row.Gains).Aggregate((a, b) => a + b);
            found = Tested(rows) ? gains.Dequeue() + 0 * found : found; // what was not measured stays NaN
            sums = sums.WithHeldOut(rows.Sum(row => row.Flexed) / rows.Length, rows.Sum(row => row.Rigid) / rows.Length, found);
        }
        Measured = [.. grouped.Where(rows => rows.Length == 1).Select(rows => new HeldOutImage(rows[0].First, rows[0].Gains.Loss, rows[0].Gains.Loss + rows[0].Gains.Flexed))];
        _rows.Clear();
        return sums;
    }
}
