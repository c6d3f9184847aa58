using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Steps.Reconstruct;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Tests.Worlds;

namespace Flex3D.Fuzz.Checkpoints;

/// <summary>A reconstruction of a few voxels, and its checkpoints.</summary>
internal static class ReconstructionSample
{
    private const int Particles = 40, ShardSize = 4;
    private static readonly EngineProblem s_flexed = Problem(6), s_rigid = Problem(5);
    private static readonly ReconstructionPlan s_plan = ReconstructionPlan.Create(Table(), 4, ShardSize, 1);

    /// <summary>What a checkpoint must belong to.</summary>
    public static CheckpointIdentity Identity { get; } = TrainingSample.Identity;

    /// <summary>A session at its start.</summary>
    public static ReconstructionSession NewSession() => new(
        [new(s_flexed, null), new(s_flexed, null)], s_rigid, new MemorySource(Table(), [new float[64]]), s_plan, ParticleBlock.OfLatents(new float[Particles], 1), new ReconstructionState(s_flexed.Binding.Count, s_rigid.Binding.Count, new EarlyStopping()));

    /// <summary>The sections of a session after some iterations.</summary>
    /// <param name="passes">Passes made; odd ones are followed by one over held-out particles.</param>
    /// <param name="insidePass">Whether two shards of the next pass are counted.</param>
    public static IReadOnlyList<CheckpointSection> Sections(int passes, bool insidePass)
    {
        ReconstructionSession session = NewSession();
        for (int pass = 0; pass < passes; pass++)
        {
            session.BeginPass();
            AddShards(session, session.Shards.Count);
            session.Commit();
        }
        if (!insidePass)
        {
            return ReconstructionCheckpoint.Sections(session, Identity, null);
        }
        session.BeginPass();
        AddShards(session, 2);
        int counted = session.Shards[0].Count + session.Shards[1].Count;
        return ReconstructionCheckpoint.Sections(session, Identity, LedgerState.Begin(Steps(session), 0).Resumed([0b11], new(counted, 0)));
    }

    /// <summary>Goes on from a checkpoint as the reconstruction step does.</summary>
    public static (ReconstructionSession Session, LedgerState? Ledger) Restore(CheckpointReader checkpoint)
    {
        ReconstructionSession session = NewSession();
        ReconstructionCheckpoint.Restore(checkpoint, session.State);
        LedgerState? ledger = null;
        session.BeginPass();
        if (SavedLedger.Of(checkpoint) is { } saved)
        {
            ledger = saved.Resume(Steps(session), checkpoint.Path);
            ReconstructionCheckpoint.RestorePass(checkpoint, session, ledger.ArrivedShards);
        }
        return (session, ledger);
    }

    private static StepPlan[] Steps(ReconstructionSession session) => [new StepPlan(0, [.. session.Shards.Select(shard => shard.Count)])];

    // Gradients and energies of a small quadratic, without images.
    private static void AddShards(ReconstructionSession session, int shards)
    {
        for (int shard = 0; shard < shards; shard++)
        {
            for (int kind = 0; kind < 2; kind++)
            {
                int map = 2 * kind + session.Shards[shard].Half - 1;
                float[] point = session.State.Minimisers[map].Iterate.ToArray();
                if (!session.State.ScoresHeldOut)
                {
                    session.State.Minimisers[map].Next(point);
                    session.Sums.AddGradient(map, [.. point.Select((x, i) => session.Shards[shard].Count * (i + 1) * (x - 1f))]);
                }
                double energy = point.Select((x, i) => 0.5 * (i + 1) * (x - 1) * (x - 1)).Sum();
                session.Sums.AddEnergies(map, [.. Enumerable.Repeat(energy, session.Shards[shard].Count)]);
            }
            session.Sums.CountShard();
        }
    }

    private static ParticleTable Table() => new(
        "particles", ["stack"], [], Enumerable.Range(0, Particles).Select(i => new Particle(0, i, Rotation.FromEulerDegrees(0, 0, 0), 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1 + i % 2, i)));

    private static EngineProblem Problem(int voxels)
    {
        var mesh = new TetrahedralMesh { Vertices = [0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [1, 1, 1, 1] };
        var binding = new VoxelBinding
        {
            Box = 8,
            PixelSizeAngstrom = 2,
            Voxels = [.. Enumerable.Range(0, voxels)],
            Cells = new int[voxels],
            Barycentric = [.. Enumerable.Repeat(0.25f, 4 * voxels)],
            Mask = [.. Enumerable.Repeat(1f, voxels)],
        };
        return new(8, 2, mesh, binding, new FlowArchitecture(1, 2, 32, 4, anchored: true));
    }
}
