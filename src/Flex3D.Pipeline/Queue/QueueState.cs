using System.Collections.Immutable;

namespace Flex3D.Pipeline.Queue;

/// <summary>The whole queue at one moment: what the database holds.</summary>
/// <param name="Items">The data sets, by number.</param>
/// <param name="Notices">The notices, by number.</param>
internal sealed record QueueState(ImmutableSortedDictionary<long, QueueItem> Items, ImmutableSortedDictionary<long, QueueNotice> Notices, QueueTotals Totals)
{
    /// <summary>A queue without data sets.</summary>
    public static QueueState Empty { get; } = new(ImmutableSortedDictionary<long, QueueItem>.Empty, ImmutableSortedDictionary<long, QueueNotice>.Empty, new QueueTotals());

    /// <summary>Number of the next data set.</summary>
    public long NextItem => Items.IsEmpty ? 1 : Items.Keys.Max() + 1;

    /// <summary>Number of the next notice.</summary>
    public long NextNotice => Notices.IsEmpty ? 1 : Notices.Keys.Max() + 1;

    /// <summary>The data sets in a state.</summary>
    public IEnumerable<QueueItem> In(ItemState state) => Items.Values.Where(item => item.State == state);

    /// <summary>Returns this state with an item added or replaced.</summary>
    public QueueState With(QueueItem item) => this with { Items = Items.SetItem(item.Id, item) };

    /// <summary>Returns this state with a notice added or replaced.</summary>
    public QueueState With(QueueNotice notice) => this with { Notices = Notices.SetItem(notice.Id, notice) };
}
