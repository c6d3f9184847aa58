using Akka.Actor;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Serilog;

namespace Flex3D.Pipeline.Actors;

/// <summary>What an epoch loop runs its phases in: graphs that are built, supervised, built anew when they fail, and thrown away.</summary>
/// <remarks>Start one for a step of the pipeline and dispose of it at its end; the actors behind it are nobody else's business.</remarks>
public sealed class RunHost : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly IActorRef _supervisor;
    private readonly IActorRef _checkpoints;
    private readonly IActorRef _log;

    private RunHost(ActorSystem system, IActorRef supervisor, IActorRef checkpoints, IActorRef log) =>
        (_system, _supervisor, _checkpoints, _log) = (system, supervisor, checkpoints, log);

    /// <summary>Starts the actors (0.2 s).</summary>
    public static RunHost Start(RunHostOptions options, ILogger log)
    {
        // Reading and saving block pool threads; without spare ones a message between actors would wait for the disk.
        ThreadPool.GetMinThreads(out int workers, out int completion);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + 6), completion);
        var system = ActorSystem.Create("flex3d", ActorConfiguration.Create());
        IActorRef bridge = system.ActorOf(Props.Create(() => new SerilogBridge(log)), "log");
        system.EventStream.Subscribe(bridge, typeof(Akka.Event.LogEvent)); // here, not when the actor starts: nothing logged before that is lost
        IActorRef supervisor = system.ActorOf(Props.Create(() => new SupervisorActor(options.Retry, options.Device, options.MayFallBackToCpu, options.Monitor)), "run");
        var folder = new CheckpointFolder(options.CheckpointFolder, options.Generations);
        IActorRef checkpoints = system.ActorOf(Props.Create(() => new CheckpointActor(folder, options.Retry, options.Monitor)), "checkpoints");
        return new RunHost(system, supervisor, checkpoints, bridge);
    }

    /// <summary>Runs one phase to its end, or to where it can be gone on with once <paramref name="stop"/> is cancelled.</summary>
    /// <param name="start">What a checkpoint says is counted already; null to begin at the phase's first step.</param>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The data are wrong.</exception>
    /// <exception cref="RunFailedException">Given up: I/O, full disk or device.</exception>
    public Task<PhaseOutcome> RunAsync(IPhase phase, LedgerState? start = null, CancellationToken stop = default)
    {
        var result = new TaskCompletionSource<PhaseOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _supervisor.Tell(new RunPhase(phase, start ?? LedgerState.Begin(phase.Steps, phase.Steps[0].Step), stop, result));
        return result.Task;
    }

    /// <summary>Writes a checkpoint; ends when it is safely on disk. Returns its path. What the sections hold must not change meanwhile.</summary>
    /// <param name="stop">Ends the waiting for room on a full disk, not a write.</param>
    /// <exception cref="RunFailedException">The disk stayed full, or writing kept failing.</exception>
    public Task<string> SaveAsync(IReadOnlyList<CheckpointSection> sections, CancellationToken stop = default)
    {
        var result = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _checkpoints.Tell(new SaveCheckpoint(sections, result, stop, new SupervisionState()));
        return result.Task;
    }

    /// <summary>Stops the actors; a graph that still runs is aborted. What they logged has reached the logger afterwards.</summary>
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
}
