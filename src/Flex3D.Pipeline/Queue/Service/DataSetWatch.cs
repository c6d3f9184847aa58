using Flex3D.Pipeline.Queue.Watching;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>Looks for new data sets from time to time, beside the queue, which a slow file server must not hold up.</summary>
/// <param name="every">Time between two looks.</param>
/// <param name="tell">Told once of each folder that cannot be read.</param>
internal sealed class DataSetWatch(DataSets dataSets, Settling settling, TimeSpan every, TimeProvider clock, Action<string> tell)
{
    private readonly HashSet<string> _unreadable = [];
    private Task<IReadOnlyList<string>>? _look;
    private long? _looked;
    private int _unsettled;

    /// <summary>Number of data sets that were seen and are not complete.</summary>
    public int Unsettled => Volatile.Read(ref _unsettled);

    /// <summary>Whether the watched folder has been looked through, and every data set in it was complete.</summary>
    public bool IsQuiet => _looked is not null && _look is null && Unsettled == 0;

    /// <summary>Returns the complete data sets that the last look found, and begins another look if it is time. Does not wait.</summary>
    /// <param name="known">Paths of the data sets in the queue.</param>
    public IReadOnlyList<string> Take(Func<IReadOnlySet<string>> known)
    {
        IReadOnlyList<string> found = [];
        if (_look is { IsCompleted: true } done)
        {
            (_look, _looked) = (null, clock.GetTimestamp());
            found = done.GetAwaiter().GetResult();
        }
        if (_look is null && found.Count == 0 && (_looked is not { } last || clock.GetElapsedTime(last) >= every))
        {
            IReadOnlySet<string> inQueue = known();
            _look = Task.Run(() => Look(inQueue));
        }
        return found;
    }

    private IReadOnlyList<string> Look(IReadOnlySet<string> known)
    {
        HashSet<string> unreadable = [];
        IReadOnlyList<string> found = dataSets.Find((folder, reason) =>
        {
            unreadable.Add(folder);
            if (_unreadable.Add(folder))
            {
                tell($"{folder} cannot be read and is left out for now: {reason}");
            }
        });
        _unreadable.IntersectWith(unreadable);
        IReadOnlyList<string> settled = settling.Settled([.. found.Where(path => !known.Contains(path))]);
        Volatile.Write(ref _unsettled, settling.Unsettled);
        return settled;
    }
}
