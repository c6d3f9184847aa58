using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Phases;

/// <summary>Runs the phases of a step under supervision, from its newest checkpoint or from the start, and takes care of checkpoints, ledger, progress and log.</summary>
/// <remarks>
/// Invariants: (1) the sections of a checkpoint hold the work of every shard that its ledger counts: where they lack the sums of an open
/// step, its ledger counts no shard of that step; (2) data do not change while a checkpoint of them is written: a commit waits for it, and
/// a checkpoint with the sums of an open step is waited for at once; (3) a phase is recorded in <c>ledger.json</c> before the checkpoint after it,
/// so a phase that is not saved is run, and recorded, again; (4) a stop, and the loss of the last device, leave a checkpoint of all counted work but sums that were lost with it.
/// </remarks>
internal sealed class PhaseLoop<TBuffer> : IAsyncDisposable
    where TBuffer : class
{
    private readonly StepContext _context;
    private readonly PhaseSeries<TBuffer> _series;
    private readonly CheckpointSchedule _schedule;
    private readonly RunHost _host;
    private readonly SaveBehind _saves;
    private (string Name, LedgerState Start)? _resumed;

    /// <exception cref="InputException">The step's checkpoints belong to other inputs or settings, or are damaged.</exception>
    public PhaseLoop(StepContext context, PhaseSeries<TBuffer> series)
    {
        (_context, _series) = (context, series);
        _resumed = Resume();
        _schedule = context.StartSchedule();
        _host = context.StartHost(series.Device);
        _saves = new SaveBehind(_host, context.Stop);
    }

    /// <summary>Runs all remaining phases, and returns when the last checkpoint is on disk.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for; a checkpoint of that point is saved.</exception>
    public async Task RunAsync()
    {
        while (!_series.Finished)
        {
            await RunPhaseAsync().ConfigureAwait(false);
        }
        await SettleAsync().ConfigureAwait(false);
    }

    /// <summary>Runs the next phase, or the part of it that a checkpoint lacks. The checkpoint after it may not be on disk yet when this returns: see <see cref="SettleAsync"/>.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for; a checkpoint of that point is saved.</exception>
    public async Task RunPhaseAsync()
    {
        if ((_resumed ?? Begin()) is not (string name, { } start))
        {
            return;
        }
        _resumed = null;
        _series.Opened(start);
        PhaseOutcome outcome = await SuperviseAsync(name, start).ConfigureAwait(false);
        if (!outcome.Finished)
        {
            await SaveLastAsync(outcome.Ledger).ConfigureAwait(false);
            throw new OperationCanceledException(_context.Stop);
        }
        var counted = PhaseRecord.Of(_context.Step, name, outcome.Ledger);
        _series.End();
        _context.Log.Information(
            "  ledger of {Phase:l}: {Counted} particles counted + {Quarantined} quarantined = {Planned} in {Steps} steps", name, counted.Counted, counted.Quarantined, counted.Particles, counted.Steps);
        _context.Run.Record(counted);
        if (_series.SavesAfterPhase || _schedule.Due || _context.Stop.IsCancellationRequested)
        {
            await SaveAsync(null).ConfigureAwait(false);
        }
        if (_context.Stop.IsCancellationRequested)
        {
            await SettleAsync().ConfigureAwait(false);
            throw new OperationCanceledException(_context.Stop);
        }
    }

    /// <summary>Waits until the newest checkpoint is safely on disk.</summary>
    /// <exception cref="RunFailedException">The checkpoint could not be written.</exception>
    public Task SettleAsync() => _saves.SettleAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private (string Name, LedgerState Start)? Begin() =>
        _series.Begin() is { } name ? (name, LedgerState.Begin(_series.Program.Steps, _series.Program.Steps[0].Step)) : null;

    // Phase and ledger of the newest intact checkpoint; null if the step begins, or continues with a new phase.
    private (string Name, LedgerState Start)? Resume()
    {
        using CheckpointReader? checkpoint = _context.OpenCheckpoint(_series.Identity);
        if (checkpoint is null)
        {
            return null;
        }
        _series.Restore(checkpoint);
        (string Name, LedgerState Start)? begun = null;
        if (SavedLedger.Of(checkpoint) is { } saved && _series.Begin() is { } name)
        {
            LedgerState start = saved.Resume(_series.Program.Steps, checkpoint.Path);
            _series.RestoreSums(checkpoint, start.ArrivedShards);
            begun = (name, start);
        }
        _context.Log.Information("continuing from {Place:l}", _series.PlaceOf(begun?.Start));
        return begun;
    }

    private async Task<PhaseOutcome> SuperviseAsync(string name, LedgerState start)
    {
        long seen = Seen(start);
        using IProgressTask progress = _context.Progress.Begin(name, start.Planned - seen, "particles");
        var phase = new ShardPhase<TBuffer>(name, _series.Program, _series.Buffers, _series.GraphOptions, _series.LeaveDevice, SettledAsync, SettleAsync, _series.Dealer);
        try
        {
            PhaseOutcome outcome = await _host.RunAsync(phase, start, _context.Stop).ConfigureAwait(false);
            _series.WriteCommitted(); // again, in case the last step's data could not be written at its commit
            return outcome;
        }
        catch (DeviceLostException lost)
        {
            await SaveLastAsync(lost.Counted).ConfigureAwait(false);
            throw;
        }

        async ValueTask SettledAsync(IShardLedger ledger, bool committed, CancellationToken ended)
        {
            if (!committed && !_series.SavesInsideStep)
            {
                return; // the step is too short to be reported, or saved, in parts
            }
            LedgerState now = await ledger.StateAsync().ConfigureAwait(false);
            progress.Advance(Seen(now) - seen);
            seen = Seen(now);
            if (committed)
            {
                _series.WriteCommitted();
            }
            _context.Monitor?.Progressed(name, now);
            if (committed && !_series.SavesInsideStep)
            {
                _schedule.Committed();
            }
            if (_schedule.Due && !now.Done) // else the checkpoint between two phases follows at once
            {
                await SaveAsync(now).ConfigureAwait(false);
            }
        }
    }

    private static long Seen(LedgerState ledger) => ledger.Totals.Total + ledger.OpenTotals.Total;

    // Begins a checkpoint, and returns when the one before is written; the next commit waits for this one.
    private async Task SaveAsync(LedgerState? ledger)
    {
        await _saves.BeginAsync(_series.Sections(ledger)).ConfigureAwait(false);
        if (ledger is not null && _series.SavesInsideStep)
        {
            await SettleAsync().ConfigureAwait(false); // the next shard changes the sums that it holds
        }
        _schedule.Saved();
    }

    // Saves the checkpoint of a phase that ends before it is done.
    private async Task SaveLastAsync(LedgerState counted)
    {
        await SettleAsync().ConfigureAwait(false);
        LedgerState held = _series.SavesInsideStep && (counted.ArrivedShards == 0 || _series.Program.GatherSums()) ? counted : counted.Opened(counted.OpenStep);
        if (_series.SavesInsideStep && held != counted)
        {
            _series.Program.Begin(held.OpenStep); // the sums were lost with the device
        }
        await _host.SaveAsync(_series.Sections(held), _context.Stop).ConfigureAwait(false);
    }
}
