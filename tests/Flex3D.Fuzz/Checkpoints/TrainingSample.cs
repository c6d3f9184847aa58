using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Fuzz.Checkpoints;

/// <summary>A training of six particles, and its checkpoints.</summary>
internal static class TrainingSample
{
    private const int Particles = 6, LatentDimension = 2, FlowParameters = 20, MapParameters = 27, OccupancyParameters = 10, Epochs = 4;
    private static readonly StepPlan[] s_steps = [new(0, [2, 2]), new(1, [2]), new(2, [2, 1, 3])];

    /// <summary>What a checkpoint must belong to.</summary>
    public static CheckpointIdentity Identity { get; } = new(new(StringComparer.Ordinal) { ["backend"] = "cpu", ["train"] = "{\"epochs\":3}" });

    /// <summary>The state at the start.</summary>
    public static TrainingState NewState() => new(new ParticleState(Particles, ParticleColumns.OfRun(LatentDimension), "in memory"), FlowParameters, MapParameters, OccupancyParameters, OptimizerKind.Adam);

    /// <summary>A state in the third epoch, every number in it another.</summary>
    public static TrainingState State(bool insideEpoch)
    {
        TrainingState state = NewState();
        (state.Epoch, state.Step, state.FlowExponent, state.MapExponent, state.ContrastSpread) = (2, insideEpoch ? 2 : 0, 21, 30, 0.25);
        state.RefinesPoses = true;
        (state.TurnSpread, state.ShiftSpread, state.RigidTurnSpread, state.RigidShiftSpread) = (0.03125, 0.5, 0.0625, 0.75);
        (state.RefinesDefocus, state.DefocusSpread) = (true, 312.5);
        (state.FlowOptimizer.Steps, state.OccupancyOptimizer.Steps) = (7, 2);
        state.Sums = insideEpoch ? new EpochSums { Trained = 5, Weight = 3.5, Unfit = 2, Loss = 50.5, RigidLoss = 61.25, Held = 1, HeldFlexed = 11, Gain = new(3, 9, 1), Defocus = new(1.5, 2.5, 0.125), CompositionDetailGain = new(double.NaN, double.NaN, 2), Reoriented = new(0.5, 0.75, 3), TurnedDifference = new(1.25, 2.5, 3) } : default;
        float next = 0.5f;
        var row = new ParticleBlock(state.Particles.Layout, 1);
        for (int particle = 0; particle < Particles; particle++)
        {
            ((ReadOnlySpan<float>)[0.25f * particle, -0.5f]).CopyTo(row.Write(ParticleColumns.Latents, ColumnWriters.Training));
            row.Write(ParticleColumns.Contrast, ColumnWriters.Training)[0] = 1 + 0.125f * particle;
            ((ReadOnlySpan<float>)[0.125f, 0.5f * particle]).CopyTo(row.Write(ParticleColumns.Uncertainty, ColumnWriters.Training));
            ((ReadOnlySpan<float>)[0.015625f, -0.03125f * particle, 0.25f * particle * particle]).CopyTo(row.Write(ParticleColumns.Covariance, ColumnWriters.Training));
            row.Write(ParticleColumns.Gain, ColumnWriters.Training)[0] = 4 + particle;
            ((ReadOnlySpan<float>)[0.0625f * particle, 0, -0.25f]).CopyTo(row.Write(ParticleColumns.Turn, ColumnWriters.Training));
            ((ReadOnlySpan<float>)[1.5f, -0.5f * particle]).CopyTo(row.Write(ParticleColumns.Shift, ColumnWriters.Training));
            row.Write(ParticleColumns.DefocusChange, ColumnWriters.Training)[0] = 100f * particle - 250;
            row.Write(ParticleColumns.Weight, ColumnWriters.Training)[0] = 0.125f * particle;
            state.Particles.Stage(particle, row, 0);
        }
        foreach (float[] values in (float[][])[
            state.Centres, state.Flow, state.FlowOptimizer.First, state.FlowOptimizer.Second, state.Map, state.MapPower, state.RigidMap, state.RigidMapPower,
            state.Occupancy, state.OccupancyOptimizer.First, state.OccupancyOptimizer.Second])
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = next += 0.125f;
            }
        }
        state.History.Add(new(0, EpochKind.Flow, 10, 0.5, double.NaN, 11, double.NaN, double.NaN, 0));
        state.History.Add(new(1, EpochKind.Map, 9, 0.5, 9.5, 10, 0.1, 0.01, 2, 0.05, 0.02, 0.2, 0.03, 0.125, 0.25, 0.375, 0.5, 1.5, 2.5) { RigidLoss = 12.5, AnchorParticles = 7, RigidityStrength = 0.03125, DefocusAngstrom = 187.5, Unfit = 3, TurnedImages = 3, TurnedDifference = 0.625, ReorientedGain = 0.25, ReorientedGainError = 0.0625 });
        return state;
    }

    /// <summary>Its sections.</summary>
    public static IReadOnlyList<CheckpointSection> Sections(bool insideEpoch) =>
        TrainingCheckpoint.Sections(State(insideEpoch), Identity, insideEpoch ? LedgerState.Begin(s_steps, 2, new(6, 0)).Resumed([0b101], new(4, 1)) : null);

    /// <summary>Goes on from a checkpoint as the training step does.</summary>
    public static (TrainingState State, LedgerState? Ledger) Restore(CheckpointReader checkpoint)
    {
        TrainingState state = NewState();
        TrainingCheckpoint.Restore(checkpoint, state, Epochs);
        return (state, SavedLedger.Of(checkpoint)?.Resume(s_steps, checkpoint.Path));
    }
}
