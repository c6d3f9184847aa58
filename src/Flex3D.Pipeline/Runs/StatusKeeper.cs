using Flex3D.Pipeline.Actors;
using Flex3D.Pipeline.Ledger;
using Serilog;
using Serilog.Events;

namespace Flex3D.Pipeline.Runs;

/// <summary>Keeps a run's <c>status.json</c> up to date: it is replaced as a whole, at once when a step begins or ends, else at most every few seconds.</summary>
/// <remarks>Other programs read the file. If it cannot be written (a full disk), the run warns once and continues.</remarks>
internal sealed class StatusKeeper : IRunMonitor
{
    /// <summary>The log's line on a committed step; these lines show how much of a run was repeated.</summary>
    public const string CommittedLine = "{Phase}: {Committed} of {Steps} steps committed";

    /// <summary>The log's line on a checkpoint that is safely on disk.</summary>
    public const string SavedLine = "{Checkpoint} is saved";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly RunFolder _run;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private RunStatus _status;
    private RunActivity _now;
    private long _written;
    private bool _complained;
    private (string Phase, long Committed) _logged;

    public StatusKeeper(RunFolder run, RunStatus status, ILogger log, TimeProvider clock)
    {
        (_run, _log, _clock) = (run, log, clock);
        _now = new RunActivity(Environment.ProcessId, Environment.MachineName, clock.GetUtcNow());
        _status = status with { Now = _now };
    }

    /// <summary>The current status.</summary>
    public RunStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    /// <summary>Changes the status and writes it.</summary>
    public void Change(Func<RunStatus, RunStatus> change) => Update(now => now, change, atOnce: true);

    /// <inheritdoc/>
    public void Progressed(string phase, LedgerState ledger)
    {
        long committed = ledger.OpenStep - ledger.Steps[0].Step;
        LedgerTotals totals = ledger.Totals, open = ledger.OpenTotals;
        if (committed > 0 && (phase, committed) != _logged)
        {
            _logged = (phase, committed);
            _log.Debug(CommittedLine, phase, committed, ledger.Steps.Length);
        }
        Update(now => now with
        {
            Phase = phase,
            CommittedSteps = committed,
            Steps = ledger.Steps.Length,
            Counted = totals.Counted + open.Counted,
            Quarantined = totals.Quarantined + open.Quarantined,
        });
    }

    /// <inheritdoc/>
    public void Faulted(string phase, Exception fault, string then) =>
        Update(now => now with { Phase = phase, Faults = now.Faults + 1, LastFault = $"{FaultMessage.Of(fault)} ({then})" }, atOnce: true);

    /// <inheritdoc/>
    public void Saved(string checkpoint)
    {
        string path = Path.GetRelativePath(_run.Path, checkpoint);
        _log.Debug(SavedLine, path);
        Update(now => now with { Checkpoint = path }, atOnce: true);
    }

    private void Update(Func<RunActivity, RunActivity> now, Func<RunStatus, RunStatus>? change = null, bool atOnce = false)
    {
        lock (_lock)
        {
            _now = now(_now);
            _status = change is null ? _status : change(_status);
            if (!atOnce && _clock.GetElapsedTime(_written) < Interval)
            {
                return;
            }
            _now = _now with { Updated = _clock.GetUtcNow() };
            _status = _status with { Now = _now };
            _written = _clock.GetTimestamp();
            try
            {
                _run.Save(_status);
                _complained = false;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _log.Write(_complained ? LogEventLevel.Debug : LogEventLevel.Warning, "status.json is out of date: {Message:l}", fault.Message);
                _complained = true;
            }
        }
    }
}
