using System.Globalization;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Devices;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Phases;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Pipeline.Steps.Shards;
using Flex3D.Stages.Subspaces;

namespace Flex3D.Pipeline.Steps.Subspace;

/// <summary>The phases of a <see cref="SubspaceSession"/>: passes that fit the components, and one that gives every particle its coordinates.</summary>
internal sealed class SubspacePhases : PhaseSeries<SubspaceBuffer>, IDisposable
{
    private readonly StepContext _context;
    private readonly SubspaceSession _session;
    private readonly SubspaceProgram _program;
    private readonly int _half;

    private SubspacePhases(StepContext context, SubspaceSession session, PreparedFiles prepared, SetAside aside, int half, Func<string, CheckpointIdentity> identity)
    {
        (_context, _session, _half) = (context, session, half);
        ChosenEngine chosen = Engines.Create(context);
        Identity = identity(chosen.Engine.BackendId);
        _program = new SubspaceProgram(session, chosen, aside);
        Buffers = ShardBuffers.Create(context, GraphOptions(), ShardBuffers.MostShards(prepared.Count, session.Options.ShardSize), session.CreateBuffer, buffer => buffer.Bytes);
    }

    /// <summary>Runs every phase.</summary>
    /// <param name="context">The part of the step whose checkpoints these are.</param>
    /// <param name="half">The half-set that is trained on, 1 or 2; 0 for all particles.</param>
    /// <param name="identity">Returns the identity of the step's checkpoints for a backend.</param>
    public static async Task RunAsync(StepContext context, SubspaceSession session, PreparedFiles prepared, SetAside aside, int half, Func<string, CheckpointIdentity> identity)
    {
        using var phases = new SubspacePhases(context, session, prepared, aside, half, identity);
        await using var loop = new PhaseLoop<SubspaceBuffer>(context, phases);
        await loop.RunAsync().ConfigureAwait(false);
    }

    /// <summary>Returns the name of a phase.</summary>
    /// <param name="half">The half-set that is trained on, 1 or 2; 0 for all particles.</param>
    /// <param name="count">Number of phases.</param>
    public static string NameOf(int half, int phase, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(half == 0 ? "" : $"half-set {half}, ")}subspace, {(phase == count - 1 ? "coordinates" : $"pass {phase + 1}/{count - 1}")}");

    public override IShardProgram<SubspaceBuffer> Program => _program;

    public override BufferPool<SubspaceBuffer> Buffers { get; }

    public override CheckpointIdentity Identity { get; }

    public override bool Finished => _session.Finished;

    public override bool SavesInsideStep => false; // a step is too short to be worth it

    public override bool SavesAfterPhase => Finished; // passes are short: the schedule asks where they are not

    public override string Device => _program.Workers.Engine.Name;

    public override ShardGraphOptions GraphOptions() => _program.Workers.Engine.GraphOptions(_context.Options.Queue ?? 0);

    public override string LeaveDevice() => _program.Workers.Leave(_context.Threads);

    public override string Begin()
    {
        _program.BeginPhase();
        return NameOf(_half, _session.State.Phase, _session.Plan.Phases);
    }

    public override void End() => _session.EndPhase();

    public override IReadOnlyList<CheckpointSection> Sections(LedgerState? ledger) => SubspaceCheckpoint.Sections(_session.State, Identity, ledger);

    public override void Restore(CheckpointReader checkpoint) => SubspaceCheckpoint.Restore(checkpoint, _session.State, _session.Plan.Phases);

    public override string PlaceOf(LedgerState? ledger) => _session.Finished ? "the subspace that was found" : $"{NameOf(_half, _session.State.Phase, _session.Plan.Phases)}, step {_session.State.Step}";

    public void Dispose() => _program.Dispose();
}
