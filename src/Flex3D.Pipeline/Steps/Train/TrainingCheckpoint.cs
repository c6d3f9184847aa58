using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>A <see cref="TrainingState"/> as the sections of a checkpoint.</summary>
internal static class TrainingCheckpoint
{
    private const string Training = "training";

    /// <param name="ledger">Ledger of the epoch under way; null between two epochs.</param>
    public static IReadOnlyList<CheckpointSection> Sections(TrainingState state, CheckpointIdentity identity, LedgerState? ledger) =>
    [
        identity.ToSection(),
        .. ledger is null ? [] : SavedLedger.Sections(ledger),
        CheckpointSection.Json(Training, new Counters(
            state.Epoch, state.Step, state.FlowOptimizer.Steps, state.OccupancyOptimizer.Steps,
            state.FlowExponent, state.MapExponent, state.ContrastSpread, state.RefinesPoses, state.RefinesDefocus, state.ActiveLatents, Spreads.Of(state), state.Sums, [.. state.History])
        { HeldOut = state.HeldOut.Count > 0 ? [.. state.HeldOut] : null }),
        ParticleSection.Of(state.Particles),
        .. Arrays(state).Select(array => CheckpointSection.Array<float>(array.Name, array.Values)),
    ];

    /// <summary>Fills <paramref name="state"/> from a checkpoint of the same shape, or throws and leaves it unchanged.</summary>
    /// <param name="epochs">Epochs of the whole training.</param>
    /// <exception cref="InputException">A section is missing, of another size, or holds what no training with these settings could have written.</exception>
    public static void Restore(CheckpointReader checkpoint, TrainingState state, int epochs)
    {
        Counters counters = checkpoint.Json<Counters>(Training);
        EpochRecord[] history = counters.History ?? [];
        long step = SavedLedger.Of(checkpoint)?.OpenStep ?? 0;
        void Require(bool holds, string found, string expected) => checkpoint.Require(holds, Training, found, expected);
        Require(counters.Epoch >= 0 && counters.Epoch <= epochs, $"epoch {counters.Epoch}", $"0 to {epochs}");
        Require(counters.Step == step, $"step {counters.Step}", $"{step}, as in the ledger");
        Require(Math.Min(counters.FlowSteps, counters.OccupancySteps) >= 0, "a negative count of steps", "0 or more");
        Require(FixedPointSum.IsExponent(counters.FlowExponent) && FixedPointSum.IsExponent(counters.MapExponent), $"exponents {counters.FlowExponent} and {counters.MapExponent}", "those of finite numbers");
        Require(counters.ContrastSpread >= 0 && double.IsFinite(counters.ContrastSpread), $"a spread of contrasts of {counters.ContrastSpread}", "a finite number of at least 0");
        Spreads poses = counters.Poses ?? new Spreads(-1, -1, -1, -1, -1);
        Require(poses.AreValid, $"spreads of poses and defocus {poses}", "finite numbers of at least 0");
        int latents = state.Particles.Layout.LatentDimension;
        Require(counters.ActiveLatents >= 1 && counters.ActiveLatents <= latents, $"{counters.ActiveLatents} latent coordinates in use", $"1 to {latents}");
        bool complete = history.Length == counters.Epoch && history.Index().All(entry => entry.Item is { } record && record.Epoch == entry.Index && Enum.IsDefined(record.Kind));
        Require(complete, $"a history of {history.Length} epochs", $"one line for each of {counters.Epoch}");
        Require(Math.Min(counters.Sums.Trained, counters.Sums.Held) >= 0, "a negative count of particles", "0 or more");
        HeldOutImage[] heldOut = counters.HeldOut ?? [];
        Require(heldOut.All(image => image?.IsOf(state.Particles.Count) == true), "losses of held-out images that no training measured", "finite losses, of rows of the table");
        ParticleSection.Check(checkpoint, state.Particles);
        foreach ((string name, float[] values) in Arrays(state))
        {
            checkpoint.Read(name, (long)values.Length * sizeof(float), stream => RequireFinite(checkpoint, name, stream, values.Length));
        }

        (state.Epoch, state.Step) = (counters.Epoch, counters.Step);
        (state.FlowOptimizer.Steps, state.OccupancyOptimizer.Steps) = (counters.FlowSteps, counters.OccupancySteps);
        (state.FlowExponent, state.MapExponent, state.ContrastSpread, state.Sums) = (counters.FlowExponent, counters.MapExponent, counters.ContrastSpread, counters.Sums);
        (state.RefinesPoses, state.RefinesDefocus, state.ActiveLatents) = (counters.RefinesPoses, counters.RefinesDefocus, counters.ActiveLatents);
        poses.CopyTo(state);
        state.History.Clear();
        state.History.AddRange(history);
        state.HeldOut = heldOut;
        ParticleSection.Load(checkpoint, state.Particles);
        foreach ((string name, float[] values) in Arrays(state))
        {
            checkpoint.Array<float>(name, values.Length).CopyTo(values, 0);
        }
    }

    /// <summary>Reads what may be shown of a training under way: its epochs, and the latents of every n-th particle that has them.</summary>
    /// <param name="most">The most particles.</param>
    /// <exception cref="InputException">A section is missing or damaged.</exception>
    public static TrainingGlimpse Glimpse(CheckpointReader checkpoint, int most)
    {
        EpochRecord[] history = checkpoint.Json<Counters>(Training).History ?? [];
        (int dimension, float[] latents, int every, int particles) = ParticleSection.Latents(checkpoint, most);
        return new TrainingGlimpse(history, dimension, Known(latents, dimension), every, particles);
    }

    // Leaves out particles whose latents are not inferred yet: all 0, such as those of the other half-set. Without any other, all are kept.
    private static float[] Known(float[] latents, int dimension)
    {
        float[] known = [.. latents.Chunk(dimension).Where(row => row.Any(value => value != 0)).SelectMany(row => row)];
        return known.Length > 0 ? known : latents;
    }

    /// <summary>Reads the parameters of the flow and of the canonical map, and the number of epochs that are done.</summary>
    /// <exception cref="InputException">A section is missing or damaged.</exception>
    public static (float[] Flow, float[] Map, int Epoch) Model(CheckpointReader checkpoint) =>
        (checkpoint.Array<float>("flow"), checkpoint.Array<float>("map"), checkpoint.Json<Counters>(Training).Epoch);

    /// <summary>Checks that the next <paramref name="count"/> float32 of a section are numbers.</summary>
    internal static void RequireFinite(CheckpointReader checkpoint, string name, Stream stream, long count)
    {
        float[] block = new float[(int)Math.Min(1 << 16, count)];
        for (long first = 0, length; first < count; first += length)
        {
            length = Math.Min(block.Length, count - first);
            Span<float> values = block.AsSpan(0, (int)length);
            stream.ReadExactly(MemoryMarshal.AsBytes(values));
            for (int i = 0; i < values.Length; i++)
            {
                checkpoint.Require(float.IsFinite(values[i]), name, $"{values[i]} at {first + i}", "finite numbers");
            }
        }
    }

    private static IEnumerable<(string Name, float[] Values)> Arrays(TrainingState state) =>
    [
        ("centres", state.Centres),
        ("flow", state.Flow),
        ("flow.first", state.FlowOptimizer.First),
        ("flow.second", state.FlowOptimizer.Second),
        ("map", state.Map),
        ("map.power", state.MapPower),
        ("rigid", state.RigidMap),
        ("rigid.power", state.RigidMapPower),
        ("occupancy", state.Occupancy),
        ("occupancy.first", state.OccupancyOptimizer.First),
        ("occupancy.second", state.OccupancyOptimizer.Second),
    ];

    // The spreads of turns and shifts under the model and under its rigid control, and of changes of defocus.
    private sealed record Spreads(double Turn, double Shift, double RigidTurn, double RigidShift, double Defocus)
    {
        public static Spreads Of(TrainingState state) => new(state.TurnSpread, state.ShiftSpread, state.RigidTurnSpread, state.RigidShiftSpread, state.DefocusSpread);

        [JsonIgnore]
        public bool AreValid => Math.Min(Math.Min(Math.Min(Turn, Shift), Math.Min(RigidTurn, RigidShift)), Defocus) >= 0 && double.IsFinite(Turn + Shift + RigidTurn + RigidShift + Defocus);

        public void CopyTo(TrainingState state) =>
            (state.TurnSpread, state.ShiftSpread, state.RigidTurnSpread, state.RigidShiftSpread, state.DefocusSpread) = (Turn, Shift, RigidTurn, RigidShift, Defocus);
    }

    private sealed record Counters(
        int Epoch, int Step, long FlowSteps, long OccupancySteps, int FlowExponent, int MapExponent, double ContrastSpread, bool RefinesPoses, bool RefinesDefocus, int ActiveLatents, Spreads? Poses, EpochSums Sums, EpochRecord[]? History)
    {
        // Absent before the motion is tested.
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public HeldOutImage[]? HeldOut { get; init; }
    }
}

/// <summary>What may be shown of a training under way.</summary>
/// <param name="History">The epochs that are done.</param>
/// <param name="Dimension">Latent coordinates of a particle.</param>
/// <param name="Latents">Latents of every n-th particle, [particle][coordinate].</param>
/// <param name="Every">That n.</param>
/// <param name="Particles">Particles in all.</param>
internal sealed record TrainingGlimpse(EpochRecord[] History, int Dimension, float[] Latents, int Every, int Particles);
