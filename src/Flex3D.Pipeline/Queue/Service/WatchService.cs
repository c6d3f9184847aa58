using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Flex3D.Pipeline.Queue.Children;
using Flex3D.Pipeline.Queue.Metrics;
using Flex3D.Pipeline.Queue.Notices;
using Flex3D.Pipeline.Queue.Store;
using Flex3D.Pipeline.Queue.Watching;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Queue.Service;

/// <summary>Puts the parts of a watched queue together, and ends them in order.</summary>
internal static class WatchService
{
    private const int MostEvents = 1024;

    /// <summary>Watches until it is stopped, or until nothing is left to do.</summary>
    /// <returns><see cref="ExitCode.Stopped"/> after a stop; <see cref="ExitCode.Done"/> at the end of the work, or <see cref="ExitCode.Different"/> if there are dead letters.</returns>
    /// <exception cref="InputException">Another process watches the queue, or its database or the port cannot be used.</exception>
    public static async Task<ExitCode> RunAsync(WatchRequest request, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        void Tell(string line) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z {line}"));
        WatchPlaces places = request.Places;
        using IDisposable held = WatchLock.Take(places.Database);
        DurableFolder.Create(places.Runs);
        using QueueStore store = QueueStore.Open(places.Database, create: true);
        Channel<QueueEvent> events = Channel.CreateBounded<QueueEvent>(new BoundedChannelOptions(MostEvents) { SingleReader = true });
        Task Happen(QueueEvent happened) => events.Writer.WriteAsync(happened).AsTask();
        var recorder = new Recorder(store, request.Rules, clock, Tell);
        var runs = new RunKeeper(places.Runs, request.Arguments, Happen, (item, line) => Tell($"{item.Id} {item.Run}: {line}"), clock);
        using var notices = new NoticeSender(places.Runs, request.Then, request.Webhook, request.NoticeLimits, Happen);
        var dataSets = new DataSetWatch(new DataSets(places.Folder, places.Runs, request.Match), new Settling(request.Settling, clock), request.Poll, clock, Tell);
        var watcher = new Watcher(places, request.Priority, recorder, dataSets, runs, notices, events, clock, Tell);
        var running = new RunningRuns(places.Runs);
        using MetricsServer? server = request.Metrics is { } port ? MetricsServer.Start(port, () => MetricsPage.Write(
            recorder.Latest, dataSets.Unsettled, running.Read(recorder.Latest), FreeBytes(places.Runs), clock.GetUtcNow()), () => watcher.Complaint) : null;
        bool interrupted = false;
        using PosixSignalRegistration fromTerminal = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Volatile.Write(ref interrupted, true));
        Tell($"watching {places.Folder}; runs in {places.Runs}; {Counts(recorder.Latest)}");
        bool idle = await watcher.WorkAsync(request.UntilIdle, stop).ConfigureAwait(false);
        if (!idle)
        {
            // A terminal sends Ctrl-C to the runs, too, and a second signal would end them at once.
            runs.StopAll(exceptChildren: Volatile.Read(ref interrupted));
            Tell("stopping; the runs in progress save a checkpoint first");
            await watcher.SettleAsync(CancellationToken.None).ConfigureAwait(false);
        }
        Tell($"{(idle ? "nothing is left to do" : "stopped; the same command goes on")}; {Counts(recorder.Latest)}");
        return !idle ? ExitCode.Stopped : recorder.Latest.In(ItemState.Dead).Any() ? ExitCode.Different : ExitCode.Done;
    }

    private static string Counts(QueueState state) => state.Items.IsEmpty ? "the queue is empty"
        : string.Join(", ", state.Items.Values.CountBy(item => item.State).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key.ToString().ToLowerInvariant()}"));

    private static long? FreeBytes(string folder)
    {
        try
        {
            return Storage.Current.FreeBytes(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
