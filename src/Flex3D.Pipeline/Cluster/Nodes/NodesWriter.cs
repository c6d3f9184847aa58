using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Cluster.Nodes;

/// <summary>Writes <c>nodes.json</c> every other second, beside the work: a slow or full disk holds nothing up.</summary>
/// <param name="run">The run folder.</param>
/// <param name="report">Returns what is to be written; null while there is nothing, or once another head writes there.</param>
/// <param name="complain">Told, once for each time that it begins, that the file cannot be written.</param>
internal sealed class NodesWriter(string run, Func<ClusterReport?> report, Action<string> complain) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private bool _complained;

    /// <summary>Begins to write.</summary>
    public void Start() => _work = Task.Run(WorkAsync);

    /// <summary>Writes once more, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        Write();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Write();
            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Write()
    {
        try
        {
            if (report() is { } now)
            {
                NodesFile.Write(run, now);
            }
            _complained = false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InputException)
        {
            if (!_complained)
            {
                complain($"nodes.json is out of date: {fault.Message}");
            }
            _complained = true;
        }
    }
}
