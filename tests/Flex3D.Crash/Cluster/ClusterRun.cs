using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;

namespace Flex3D.Crash.Cluster;

/// <summary>What a run with workers went through and what came of it.</summary>
/// <param name="Workers">Workers at once.</param>
/// <param name="Blows">Blows that hit a living worker, by kind.</param>
/// <param name="HeadKills">Kills that hit a living head.</param>
/// <param name="TakenOver">How many times a standby went on.</param>
/// <param name="Elsewhere">Shards that workers computed, of which the head told at the end of a step.</param>
/// <param name="Faults">What is wrong; none where the run ended as one without workers.</param>
internal sealed record ClusterOutcome(int Workers, IReadOnlyDictionary<Blow, int> Blows, int HeadKills, int TakenOver, int Elsewhere, IReadOnlyList<string> Faults);

/// <summary>One run with workers that come, are killed, stopped and cut off as its schedule says.</summary>
internal sealed partial class ClusterRun : IDisposable
{
    private readonly ClusterWorld _world;
    private readonly ClusterSchedule _schedule;
    private readonly ClusterNetwork _network;
    private readonly string _run;
    private readonly TimeSpan _limit;
    private readonly FlexProcess?[] _workers;
    private readonly List<FlexProcess> _heads = [], _gone = [];
    private readonly Dictionary<Blow, int> _blows = [];
    private FlexProcess? _standby;
    private readonly CancellationTokenSource _over = new();

    public ClusterRun(ClusterWorld world, ClusterSchedule schedule, string run, TimeSpan limit)
    {
        (_world, _schedule, _run, _limit) = (world, schedule, run, limit);
        _workers = new FlexProcess?[schedule.Starts.Count];
        _network = new ClusterNetwork(_workers.Length, world.Cuts);
    }

    public async Task<ClusterOutcome> RunAsync()
    {
        List<string> faults = [];
        int headKills = 0;
        try
        {
            Task[] fates = [.. Enumerable.Range(0, _workers.Length).Select(StartAsync), .. _schedule.Blows.Select(StrikeAsync)];
            StartHead("run", _world.Pipeline, "--out", _run);
            if (_schedule is { HeadKilled: not null, Standby: true })
            {
                _standby = Head(["resume", _run, "--standby", "--standby-after", "1"]);
            }
            if (_schedule.HeadKilled is { } at && await _heads[0].LivesAsync(0, at))
            {
                _heads[0].Signal(FlexProcess.SigKill);
                await _heads[0].EndAsync(_limit);
                headKills += _heads[0].ExitCode == FlexProcess.Killed ? 1 : 0;
                bool begun = File.Exists(Path.Combine(_run, "run.yaml"));
                if (begun && _standby is not null)
                {
                    _heads.Add(_standby);
                }
                else
                {
                    await Task.Delay(_schedule.HeadAway);
                    StartHead(begun ? ["resume", _run] : ["run", _world.Pipeline, "--out", _run]);
                }
            }
            await _heads[^1].EndAsync(_limit);
            if (_heads[^1].ExitCode != (int)ExitCode.Done)
            {
                faults.Add($"the head ended with {_heads[^1].ExitCode}:\n{string.Join('\n', _heads[^1].Said)}");
            }
            await _over.CancelAsync();
            await Task.WhenAll(fates).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            faults.AddRange(fates.Where(fate => fate.IsFaulted).Select(fate => fate.Exception!.GetBaseException().Message));
            faults.AddRange(RunHashes.Differences(_world.Expected, RunHashes.Of(_run)));
        }
        catch (TimeoutException)
        {
            faults.Add($"no end after {_limit}:\n{string.Join('\n', _heads[^1].Said.TakeLast(20))}");
        }
        foreach (FlexProcess worker in _workers.OfType<FlexProcess>().Where(worker => worker.Ended && worker.ExitCode is not ((int)ExitCode.Done or FlexProcess.Killed)))
        {
            faults.Add($"a worker ended with {worker.ExitCode}:\n{string.Join('\n', worker.Said)}");
        }
        int elsewhere = _heads.SelectMany(head => head.Said).Select(line => Computed().Match(line)).Where(match => match.Success).Sum(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        return new ClusterOutcome(_workers.Length, _blows, headKills, _standby is not null && _heads.Contains(_standby) ? 1 : 0, elsewhere, faults);
    }

    public void Dispose()
    {
        _standby?.Dispose();
        foreach (FlexProcess process in _heads.Where(head => head != _standby).Concat(_gone).Concat(_workers.OfType<FlexProcess>()))
        {
            process.Dispose();
        }
        _network.Dispose();
        _over.Dispose();
    }

    private void StartHead(params string[] command) => _heads.Add(Head(command));

    private FlexProcess Head(string[] command) =>
        FlexProcess.StartIn(_network.InHead(), [.. command, "--cluster", .. Streams ? [$"{_network.HeadAddress}:{ClusterWorld.Port}", "--secret", _world.Secret] : new[] { _network.HeadAddress }, .. _schedule.Leaves ? ["--leave-to-workers"] : Array.Empty<string>()]);

    private async Task StartAsync(int worker)
    {
        await Task.Delay(_schedule.Starts[worker], _over.Token);
        Start(worker);
    }

    private bool Streams => _schedule.Streams.Contains(true);

    private void Start(int worker)
    {
        bool streams = _schedule.Streams[worker];
        string[] join = streams ? [$"{_network.HeadAddress}:{ClusterWorld.Port}", "--stream"] : [_run], secret = Streams ? ["--secret", _world.Secret] : [];
        _workers[worker] = FlexProcess.StartIn(_network.InWorker(worker, streams ? _world.Folder : null), ["worker", "--join", .. join, "--threads", "1", .. secret]);
    }

    private async Task StrikeAsync(BlowAt blow)
    {
        await Task.Delay(blow.At, _over.Token);
        if (_workers[blow.Worker] is not { Ended: false } worker)
        {
            return;
        }
        lock (_blows)
        {
            _blows[blow.Blow] = _blows.GetValueOrDefault(blow.Blow) + 1;
        }
        switch (blow.Blow)
        {
            case Blow.Kill:
                worker.Signal(FlexProcess.SigKill);
                if (blow.For is { } pause)
                {
                    await worker.EndAsync(_limit);
                    await Task.Delay(pause, _over.Token);
                    _gone.Add(worker);
                    Start(blow.Worker);
                }
                break;
            case Blow.Stop:
                worker.Signal(FlexProcess.SigStop);
                await Task.Delay(blow.For!.Value, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                worker.Signal(FlexProcess.SigContinue);
                break;
            default:
                _network.Cut(blow.Worker, blow.Blow);
                await Task.Delay(blow.For!.Value, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _network.Mend(blow.Worker);
                break;
        }
    }

    [GeneratedRegex(@"has computed (\d+) shards")]
    private static partial Regex Computed();
}
