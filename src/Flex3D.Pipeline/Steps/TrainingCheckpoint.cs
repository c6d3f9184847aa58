using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps;

/// <summary>A <see cref="TrainingState"/> as the sections of a checkpoint.</summary>
internal static class TrainingCheckpoint
{
    /// <param name="ledger">Of the epoch under way; null between two epochs.</param>
    public static IReadOnlyList<CheckpointSection> Sections(TrainingState state, CheckpointIdentity identity, LedgerState? ledger) =>
    [
        identity.ToSection(),
        .. ledger is null ? [] : SavedLedger.Sections(ledger),
        CheckpointSection.Json("training", new Counters(
            state.Epoch, state.Step, state.FlowOptimizer.Steps, state.MapOptimizer.Steps, state.RigidMapOptimizer.Steps,
            state.FlowExponent, state.MapExponent, state.ScaleSpread, state.Sums, [.. state.History])),
        new CheckpointSection("particles", state.Particles.Bytes, state.Particles.Save),
        .. Arrays(state).Select(array => CheckpointSection.Array<float>(array.Name, array.Values)),
    ];

    /// <summary>Fills <paramref name="state"/> from a checkpoint of the same shape.</summary>
    public static void Restore(CheckpointReader checkpoint, TrainingState state)
    {
        Counters counters = checkpoint.Json<Counters>("training");
        (state.Epoch, state.Step) = (counters.Epoch, counters.Step);
        (state.FlowOptimizer.Steps, state.MapOptimizer.Steps, state.RigidMapOptimizer.Steps) = (counters.FlowSteps, counters.MapSteps, counters.RigidMapSteps);
        (state.FlowExponent, state.MapExponent, state.ScaleSpread, state.Sums) = (counters.FlowExponent, counters.MapExponent, counters.ScaleSpread, counters.Sums);
        state.History.Clear();
        state.History.AddRange(counters.History);
        checkpoint.Read("particles", state.Particles.Bytes, state.Particles.Load);
        foreach ((string name, float[] values) in Arrays(state))
        {
            checkpoint.Array<float>(name).CopyTo(values, 0);
        }
    }

    private static IEnumerable<(string Name, float[] Values)> Arrays(TrainingState state) =>
    [
        ("flow", state.Flow),
        ("flow.first", state.FlowOptimizer.First),
        ("flow.second", state.FlowOptimizer.Second),
        ("map", state.Map),
        ("map.first", state.MapOptimizer.First),
        ("map.second", state.MapOptimizer.Second),
        ("rigid", state.RigidMap),
        ("rigid.first", state.RigidMapOptimizer.First),
        ("rigid.second", state.RigidMapOptimizer.Second),
    ];

    private sealed record Counters(
        int Epoch, int Step, long FlowSteps, long MapSteps, long RigidMapSteps, int FlowExponent, int MapExponent, double ScaleSpread, EpochSums Sums, EpochRecord[] History);
}
