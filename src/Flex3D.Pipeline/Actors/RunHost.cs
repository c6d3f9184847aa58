using Akka.Actor;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Serilog;

namespace Flex3D.Pipeline.Actors;

/// <summary>Runs the phases of a pipeline step under supervision: builds a graph for each phase, and a new graph whenever one fails.</summary>
/// <remarks>Start one for each pipeline step and dispose of it at the step's end; no other code uses the actors inside it.</remarks>
internal sealed class RunHost : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _supervisor;
    private readonly IActorRef _checkpoints;
    private readonly IActorRef _log;
    private readonly Registry<RegisteredPhase> _phases = new();
    private readonly Registry<RegisteredCheckpoint> _saves = new();

    private RunHost(ActorSystem system, IActorRef log, RunHostOptions options)
    {
        (_system, _log) = (system, log);
        _supervisor = system.ActorOf(Props.Create(() => new SupervisorActor(_phases, options)), "run");
        var folder = new CheckpointFolder(options.CheckpointFolder, options.Generations);
        _checkpoints = system.ActorOf(Props.Create(() => new CheckpointActor(folder, _saves, options)), "checkpoints");
    }

    /// <summary>Starts the actors (0.2 s).</summary>
    public static RunHost Start(RunHostOptions options, ILogger log)
    {
        // Reading and saving block pool threads; without spare ones a message between actors would wait for the disk.
        ThreadPool.GetMinThreads(out int workers, out int completion);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + 6), completion);
        var system = ActorSystem.Create("flex3d", ActorConfiguration.Create());
        IActorRef bridge = system.ActorOf(Props.Create(() => new SerilogBridge(log)), "log");
        system.EventStream.Subscribe(bridge, typeof(Akka.Event.LogEvent)); // here, not when the actor starts: nothing logged before that is lost
        return new RunHost(system, bridge, options);
    }

    /// <summary>Runs one phase to its end or, once <paramref name="stop"/> is cancelled, to a point from which it can be continued.</summary>
    /// <param name="start">The ledger of the phase from a checkpoint; null to begin at the phase's first step.</param>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The data are wrong.</exception>
    /// <exception cref="RunFailedException">The run is given up: I/O kept failing, the disk stayed full, or the device was lost.</exception>
    public Task<PhaseOutcome> RunAsync(IPhase phase, LedgerState? start = null, CancellationToken stop = default)
    {
        start ??= LedgerState.Begin(phase.Steps, phase.Steps[0].Step);
        return AskAsync<RegisteredPhase, PhaseOutcome>(_supervisor, _phases, new RegisteredPhase(phase, stop), number => new RunPhase(number, start), stop);
    }

    /// <summary>Writes a checkpoint, and returns its path once it is safely on disk. The data of the sections must not change meanwhile.</summary>
    /// <param name="stop">Ends the wait for space on a full disk, but not a write in progress.</param>
    /// <exception cref="RunFailedException">The disk stayed full, or writing kept failing.</exception>
    public Task<string> SaveAsync(IReadOnlyList<CheckpointSection> sections, CancellationToken stop = default) =>
        AskAsync<RegisteredCheckpoint, string>(_checkpoints, _saves, new RegisteredCheckpoint(sections, stop), number => new SaveCheckpoint(number), stop);

    /// <summary>Stops the actors; a graph that still runs is aborted. When this returns, their log entries have reached the logger.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_system.WhenTerminated.IsCompleted)
        {
            return;
        }
        _system.Stop(_supervisor);
        _system.Stop(_checkpoints);
        _log.Tell(PoisonPill.Instance); // behind the messages that wait there
        await _log.WatchAsync().ConfigureAwait(false);
        await _system.Terminate().ConfigureAwait(false);
    }

    // Sends a message that refers to an entry by number, and keeps the entry in the registry until the answer has come.
    private static async Task<TAnswer> AskAsync<TEntry, TAnswer>(IActorRef actor, Registry<TEntry> registry, TEntry entry, Func<long, Message> question, CancellationToken stop)
        where TEntry : class
    {
        long number = registry.Add(entry);
        try
        {
            Task<TAnswer> answer = actor.Ask<TAnswer>(question(number), CancellationToken.None);
            await using (stop.Register(() => actor.Tell(new StopAsked(number))))
            {
                return await answer.ConfigureAwait(false);
            }
        }
        finally
        {
            registry.Remove(number);
        }
    }
}
