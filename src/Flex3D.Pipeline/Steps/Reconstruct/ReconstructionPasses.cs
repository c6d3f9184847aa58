using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Phases;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The passes of a <see cref="ReconstructionSession"/> over its particles, each a phase of one step.</summary>
internal sealed class ReconstructionPasses : PhaseSeries<TrainingBuffer>, IDisposable
{
    private readonly StepContext _context;
    private readonly ReconstructionSession _session;
    private readonly ReconstructionProgram _program;
    private readonly IClusterStep? _cluster;
    private readonly BusyMeter _busy = new();
    private bool _scores;

    public ReconstructionPasses(StepContext context, ReconstructionSession session, PreparedFiles prepared, SetAside aside)
    {
        (_context, _session) = (context, session);
        ChosenEngine chosen = Engines.Create(context);
        Identity = ReconstructStep.IdentityOf(context, chosen.Engine.BackendId);
        _program = new ReconstructionProgram(session, chosen, aside);
        Buffers = ShardBuffers.Create(context, GraphOptions(), ShardBuffers.MostShards(prepared.Count, ReconstructionProblem.ShardSize), session.CreateBuffer, buffer => buffer.Bytes);
        _cluster = context.Cluster?.Open(new DealtStep(context.Run.Path, context.Step, context.Part, Identity.Entries));
    }

    /// <summary>Runs every pass.</summary>
    public static async Task RunAsync(StepContext context, ReconstructionSession session, PreparedFiles prepared, SetAside aside)
    {
        using var passes = new ReconstructionPasses(context, session, prepared, aside);
        await using var loop = new PhaseLoop<TrainingBuffer>(context, passes);
        await loop.RunAsync().ConfigureAwait(false);
    }

    public override IShardProgram<TrainingBuffer> Program => _program;

    public override BufferPool<TrainingBuffer> Buffers { get; }

    public override CheckpointIdentity Identity { get; }

    public override bool Finished => State.Finished;

    public override bool SavesInsideStep => true; // a pass is long

    public override bool SavesAfterPhase => _scores;

    public override IShardDealer? Dealer => _cluster;

    public override string Device => _program.Workers.Engine.Name;

    public override ShardGraphOptions GraphOptions() => _program.Workers.Engine.GraphOptions(_context.Options.Queue ?? 0, stopsInsideStep: true);

    public override string LeaveDevice() => _program.LeaveDevice(_context.Threads);

    private ReconstructionState State => _session.State;

    public override string? Begin()
    {
        _program.BeginPass();
        if (_session.Shards.Count == 0)
        {
            _program.Commit(0); // too few particles to hold any out
            return null;
        }
        _scores = State.ScoresHeldOut;
        _busy.Begin(_program.Workers.Engine.Engine);
        return $"pass {State.Passes + 1}{(_scores ? ", held-out particles" : "")}";
    }

    public override void End()
    {
        if (_busy.Percent(_program.Workers.Engine.Engine) is { } percent)
        {
            _context.Log.Information("{Device} had work for {Percent} % of the pass", Device, percent);
        }
        foreach ((string which, int m) in new[] { ("flex", 0), ("rigid", 2) })
        {
            if (_scores && State.Curves[m].Count > 0)
            {
                _context.Log.Information(
                    "{Which}: iteration {Iteration}, loss {Loss}, held out {HeldOut}", which, State.Curves[m][^1].Iteration, Math.Round(State.Curves[m][^1].TrainingEnergy, 3), Math.Round(State.Curves[m][^1].HeldOutEnergy, 3));
            }
        }
    }

    public override IReadOnlyList<CheckpointSection> Sections(LedgerState? ledger) => ReconstructionCheckpoint.Sections(_session, Identity, ledger);

    public override void Restore(CheckpointReader checkpoint) => ReconstructionCheckpoint.Restore(checkpoint, State);

    public override void RestoreSums(CheckpointReader checkpoint, int shards) => ReconstructionCheckpoint.RestorePass(checkpoint, _session, shards);

    public override string PlaceOf(LedgerState? ledger) => $"pass {State.Passes + 1}, with {ledger?.OpenTotals.Total ?? 0} particles of it counted";

    public void Dispose()
    {
        _cluster?.Dispose();
        _program.Dispose();
    }
}
