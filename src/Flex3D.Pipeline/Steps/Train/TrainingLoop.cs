using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Pipeline.Tracing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The epochs of a <see cref="TrainingSession"/>, each a phase of the run's host, with their checkpoints, records and progress.</summary>
internal sealed class TrainingLoop : IAsyncDisposable
{
    private readonly StepContext _context;
    private readonly TrainOptions _settings;
    private readonly TrainingSession _session;
    private readonly CheckpointIdentity _identity;
    private readonly TrainingProgram _program;
    private readonly TrainingTrace? _trace;
    private readonly IShardProgram<TrainingBuffer> _shards;
    private readonly BufferPool<TrainingBuffer> _pool;
    private readonly CheckpointSchedule _schedule;
    private readonly RunHost _host;
    private readonly SaveBehind _saves;
    private (SavedLedger? Ledger, string Path) _resumed;

    public TrainingLoop(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside)
    {
        (_context, _settings, _session) = (context, settings, session);
        ChosenEngine chosen = Engines.Create(context);
        _identity = TrainStep.IdentityOf(context, chosen.Engine.BackendId);
        _resumed = Resume();
        _program = new TrainingProgram(session, chosen, aside);
        _trace = settings.TraceHashes ? new TrainingTrace(TrainingTrace.FolderOf(context.Run.Path)) : null;
        _shards = _trace is null ? _program : new TracedTraining(_program, session, _trace);
        _pool = ShardBuffers.Create(context, Hands(), ShardBuffers.MostShards(prepared.Count, session.Options.ShardSize), session.CreateBuffer, buffer => buffer.Bytes);
        _schedule = context.StartSchedule();
        _host = context.StartHost(chosen.Name);
        _saves = new SaveBehind(_host, context.Stop);
    }

    /// <summary>A <see cref="Training.EpochLoop"/>.</summary>
    public static async Task RunAsync(StepContext context, TrainOptions settings, TrainingSession session, PreparedFiles prepared, SetAside aside)
    {
        await using var loop = new TrainingLoop(context, settings, session, prepared, aside);
        while (!loop.Finished)
        {
            await loop.RunEpochAsync().ConfigureAwait(false);
        }
        await loop.SettleAsync().ConfigureAwait(false);
        context.Log.Information("read {Reading:l}", loop._program.Reading.ToString());
    }

    /// <summary>The work on the shards: a benchmark runs it without anything around it.</summary>
    internal TrainingProgram Program => _program;

    /// <summary>Whether all epochs are done.</summary>
    public bool Finished => _session.State.Epoch == EpochSchedule.Count(_session.Options);

    /// <summary>Runs the next epoch, or what a checkpoint lacks of it. Its checkpoint may still be on its way: see <see cref="SettleAsync"/>.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for; a checkpoint is where it stopped.</exception>
    public async Task RunEpochAsync()
    {
        TrainingState state = _session.State;
        _program.BeginEpoch();
        string name = $"epoch {state.Epoch + 1}/{EpochSchedule.Count(_session.Options)}";
        LedgerState start = _resumed.Ledger?.Resume(_program.Steps, _resumed.Path) ?? LedgerState.Begin(_program.Steps, state.Step);
        _resumed = default;
        _trace?.BeginEpoch(state.Epoch, start.OpenStep);
        PhaseOutcome outcome;
        using (IProgressTask progress = _context.Progress.Begin(name, start.Planned - start.Totals.Total, "particles"))
        {
            _program.Committed = particles => progress.Advance(particles);
            var phase = new ShardPhase<TrainingBuffer>(name, _shards, _pool, Hands, () => _program.Workers.Leave(_context.Threads), SettledAsync, SettleAsync);
            outcome = await SuperviseAsync(phase, start).ConfigureAwait(false);
            _trace?.Write(); // where the last step's could not be written at once
        }
        if (!outcome.Finished)
        {
            await SettleAsync().ConfigureAwait(false);
            await _host.SaveAsync(TrainingCheckpoint.Sections(state, _identity, outcome.Ledger), _context.Stop).ConfigureAwait(false);
            throw new OperationCanceledException(_context.Stop);
        }
        PhaseRecord counted = PhaseRecord.Of(_context.Step, name, outcome.Ledger);
        Report(_session.EndEpoch(), counted);
        _context.Run.Record(counted); // before the checkpoint: an epoch that is not saved is done, and recorded, again
        if (SavedAfter(state.Epoch))
        {
            await SaveAsync(null).ConfigureAwait(false);
        }

        async ValueTask SettledAsync(IShardLedger ledger, bool committed, CancellationToken ended)
        {
            if (!committed)
            {
                return; // a minibatch is too short to be worth saving in parts
            }
            _trace?.Write();
            LedgerState now = await ledger.StateAsync().ConfigureAwait(false);
            _context.Monitor?.Progressed(name, now);
            _schedule.Committed();
            if (_schedule.Due && !(now.Done && SavedAfter(state.Epoch + 1))) // the epoch's own follows at once
            {
                await SaveAsync(now).ConfigureAwait(false);
            }
        }
    }

    // A device that is lost, and may not be replaced, leaves what was committed whole: a checkpoint is where it stopped.
    private async Task<PhaseOutcome> SuperviseAsync(IPhase phase, LedgerState start)
    {
        try
        {
            return await _host.RunAsync(phase, start, _context.Stop).ConfigureAwait(false);
        }
        catch (DeviceLostException lost)
        {
            await SettleAsync().ConfigureAwait(false);
            await _host.SaveAsync(TrainingCheckpoint.Sections(_session.State, _identity, lost.Counted.Opened(lost.Counted.OpenStep)), _context.Stop).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends when the newest checkpoint is safely on disk.</summary>
    /// <exception cref="RunFailedException">It could not be written.</exception>
    public Task SettleAsync() => _saves.SettleAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        _trace?.Dispose();
        _program.Dispose();
    }

    private ShardGraphOptions Hands() => _program.Workers.Engine.Hands(_context.Options.Queue ?? 0);

    private bool SavedAfter(int epochs) => epochs % _settings.CheckpointEvery == 0 || epochs == EpochSchedule.Count(_session.Options);

    // Begins a checkpoint, and returns when the one before is written; the next commit waits for this one.
    private async Task SaveAsync(LedgerState? ledger)
    {
        await _saves.BeginAsync(TrainingCheckpoint.Sections(_session.State, _identity, ledger)).ConfigureAwait(false);
        _schedule.Saved();
    }

    // Where the newest checkpoint that verifies was; nothing where the step begins.
    private (SavedLedger? Ledger, string Path) Resume()
    {
        using CheckpointReader? checkpoint = _context.OpenCheckpoint(_identity);
        if (checkpoint is null)
        {
            return (null, "");
        }
        TrainingCheckpoint.Restore(checkpoint, _session.State, EpochSchedule.Count(_session.Options));
        _context.Log.Information("going on from epoch {Epoch}, step {Step}", _session.State.Epoch + 1, _session.State.Step);
        return (SavedLedger.Of(checkpoint), checkpoint.Path);
    }

    private void Report(EpochRecord record, PhaseRecord counted)
    {
        _context.Log.Information(
            "epoch {Epoch} ({Kind}): loss {Loss}, held out {HeldOut} flexed and {Rigid} rigid, rigidity {Rigidity}",
            record.Epoch + 1, record.Kind.ToString().ToLowerInvariant(), Math.Round(record.Loss, 2), Math.Round(record.HeldOutFlexed, 2), Math.Round(record.HeldOutRigid, 2), Math.Round(record.Rigidity, 2));
        LedgerLine.Tell(_context.Log, counted);
    }
}
