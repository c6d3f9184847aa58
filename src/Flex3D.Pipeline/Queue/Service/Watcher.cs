using System.Threading.Channels;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Queue.Notices;
using Flex3D.Pipeline.Queue.Watching;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>Watches a folder and works off the queue: one event after the other is recorded, and then its effects are carried out.</summary>
/// <param name="events">What happens beside it: runs that ended, and notices that were delivered or not.</param>
/// <param name="tell">Told of what happens, a line each.</param>
internal sealed class Watcher(WatchPlaces places, int priority, Recorder recorder, DataSetWatch dataSets, IRunLauncher runs, INoticeSender notices, Channel<QueueEvent> events, TimeProvider clock, Action<string> tell)
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(2);
    private long _turned = clock.GetTimestamp();

    /// <summary>What keeps the queue from going on; null if nothing does. May be read on any thread.</summary>
    public string? Complaint => recorder.Trouble ?? (clock.GetElapsedTime(Volatile.Read(ref _turned)) > s_stuck ? "the queue has not turned for two minutes" : null);

    /// <summary>Works until it is stopped.</summary>
    /// <param name="untilIdle">Whether it ends by itself once every data set has settled and left the queue, or is held.</param>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> WorkAsync(bool untilIdle, CancellationToken stop)
    {
        try
        {
            await HappenAsync(new QueueEvent.Restarted(), stop).ConfigureAwait(false);
            while (true)
            {
                Volatile.Write(ref _turned, clock.GetTimestamp());
                await FindAsync(stop).ConfigureAwait(false);
                await HappenAsync(new QueueEvent.Tick(), stop).ConfigureAwait(false);
                await DrainAsync(s_between, stop).ConfigureAwait(false);
                if (untilIdle && IsIdle())
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Records how the runs end that were asked to stop, until none is left.</summary>
    /// <param name="giveUp">Ends the waiting.</param>
    public async Task SettleAsync(CancellationToken giveUp)
    {
        while (runs.Attended > 0)
        {
            await DrainAsync(s_between, giveUp).ConfigureAwait(false);
        }
        await DrainAsync(TimeSpan.Zero, giveUp).ConfigureAwait(false);
    }

    private bool IsIdle() => dataSets.IsQuiet && runs.Attended == 0 && recorder.Latest.Items.Values.All(item => item.IsSettled || item.State == ItemState.Held)
        && recorder.Latest.Notices.Values.All(notice => notice.Closed);

    private async Task FindAsync(CancellationToken stop)
    {
        foreach (string path in dataSets.Take(() => recorder.Latest.Items.Values.Select(item => item.Path).ToHashSet()))
        {
            string run = RunNames.Of(places.Folder, path, places.Runs, recorder.Latest.Items.Values.Select(item => item.Run).ToHashSet());
            await HappenAsync(new QueueEvent.Found(path, run, priority), stop).ConfigureAwait(false);
        }
    }

    // Takes what has happened, and waits a moment for it.
    private async Task DrainAsync(TimeSpan longest, CancellationToken stop)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(stop);
        moment.CancelAfter(longest);
        try
        {
            while (events.Reader.TryRead(out QueueEvent? happened) || (longest > TimeSpan.Zero && await events.Reader.WaitToReadAsync(moment.Token).ConfigureAwait(false)))
            {
                if (happened is not null)
                {
                    await HappenAsync(happened, stop).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return; // nothing more for now
        }
    }

    private async Task HappenAsync(QueueEvent happened, CancellationToken stop)
    {
        QueueState before = recorder.Latest;
        QueueChange change = await recorder.RecordAsync(happened, stop).ConfigureAwait(false);
        QueueNews.Tell(before, change.State, tell);
        foreach (QueueEffect effect in change.Effects)
        {
            switch (effect)
            {
                case QueueEffect.Start start:
                    runs.Start(start.Item);
                    break;
                case QueueEffect.Recover recover:
                    runs.Recover(recover.Item);
                    break;
                case QueueEffect.Stop wanted:
                    runs.Stop(wanted.Item.Id);
                    break;
                case QueueEffect.Notify notify:
                    notices.Send(notify.Notice, notify.Item);
                    break;
            }
        }
    }
}
