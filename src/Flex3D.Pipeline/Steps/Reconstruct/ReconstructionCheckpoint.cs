using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>A <see cref="ReconstructionState"/>, and the sums of a pass under way, as the sections of a checkpoint.</summary>
internal static class ReconstructionCheckpoint
{
    private const string Reconstruction = "reconstruction";
    private const string Energies = "pass.energies";

    /// <param name="ledger">Ledger of the pass under way; null between two passes.</param>
    public static IReadOnlyList<CheckpointSection> Sections(ReconstructionSession session, CheckpointIdentity identity, LedgerState? ledger) =>
    [
        identity.ToSection(),
        .. ledger is null ? [] : SavedLedger.Sections(ledger).Concat(Pass(session)),
        .. Whole(session.State),
    ];

    private static IEnumerable<CheckpointSection> Pass(ReconstructionSession session)
    {
        session.Sums.Gather();
        return
        [
            CheckpointSection.Array<ulong>(Energies, session.Sums.RawEnergies()),
            .. session.State.ScoresHeldOut ? [] : Enumerable.Range(0, ReconstructionSession.Maps).Select(m => CheckpointSection.Array<long>(Gradient(m), session.Sums.RawGradient(m))),
        ];
    }

    private static string Gradient(int map) => $"pass.gradient.{map}";

    private static IEnumerable<CheckpointSection> Whole(ReconstructionState state) =>
    [
        CheckpointSection.Json(Reconstruction, new Counters(
            state.Passes, state.ScoresHeldOut, state.Stopped, state.Exponents, [.. state.Curves.Select(curve => curve.ToArray())])),
        .. state.Minimisers.Select((minimiser, m) => Minimiser($"minimiser.{m}", minimiser)),
        .. state.Best.Select((best, m) => CheckpointSection.Array<float>($"best.{m}", best)),
    ];

    /// <summary>Fills <paramref name="state"/> from a checkpoint of the same shape, or throws and leaves it unchanged.</summary>
    /// <exception cref="InputException">A section is missing, of another size, or holds what no reconstruction with these settings could have written.</exception>
    public static void Restore(CheckpointReader checkpoint, ReconstructionState state)
    {
        const int Maps = ReconstructionSession.Maps;
        Counters counters = checkpoint.Json<Counters>(Reconstruction);
        void Require(bool holds, string found, string expected) => checkpoint.Require(holds, Reconstruction, found, expected);
        Require(counters.Passes >= 0 && counters.ScoresHeldOut == (counters.Passes % 2 == 1), $"{counters.Passes} passes, the next {(counters.ScoresHeldOut ? "" : "not ")}of held-out particles", "passes of each kind in turn");
        Require(counters is { Stopped.Length: Maps, Exponents.Length: Maps, Curves.Length: Maps }, "other maps", $"{Maps} of them");
        Require(counters.Exponents!.All(FixedPointSum.IsExponent), $"exponents {string.Join(", ", counters.Exponents!.Take(Maps))}", "those of finite numbers");
        var minimisers = new LBfgs[Maps];
        var best = new float[Maps][];
        for (int m = 0; m < Maps; m++)
        {
            string name = $"minimiser.{m}";
            using (var reader = new BinaryReader(new MemoryStream(checkpoint.Array<byte>(name))))
            {
                minimisers[m] = LBfgs.Read(reader, state.Best[m].Length, checkpoint.Path);
                checkpoint.Require(reader.BaseStream.Position == reader.BaseStream.Length, name, "bytes after its end", "none");
            }
            best[m] = checkpoint.Array<float>($"best.{m}", state.Best[m].Length);
            checkpoint.Require(best[m].All(float.IsFinite), $"best.{m}", "a value that is not finite", "finite numbers");
            Require(counters.Curves![m] is { } curve && IsCurve(curve, minimisers[m].Iteration), $"a curve of map {m} out of order or not finite", $"a sample for each of at most {minimisers[m].Iteration + 1} iterates");
            Require(!counters.ScoresHeldOut || double.IsFinite(minimisers[m].Energy), $"map {m} without an energy", "one from the pass before");
        }

        (state.Passes, state.ScoresHeldOut) = (counters.Passes, counters.ScoresHeldOut);
        counters.Stopped!.CopyTo(state.Stopped, 0);
        counters.Exponents!.CopyTo(state.Exponents, 0);
        for (int m = 0; m < Maps; m++)
        {
            state.Minimisers[m] = minimisers[m];
            best[m].CopyTo(state.Best[m], 0);
            state.Curves[m].Clear();
            state.Curves[m].AddRange(counters.Curves![m]!);
        }
    }

    /// <summary>Restores the sums of the pass under way, after it was begun.</summary>
    /// <param name="shards">Shards that the checkpoint's ledger counts.</param>
    /// <exception cref="InputException">The sums do not fit the maps of this reconstruction.</exception>
    public static void RestorePass(CheckpointReader checkpoint, ReconstructionSession session, int shards)
    {
        session.Sums.Restore(shards, checkpoint.Array<ulong>(Energies, 2 * ReconstructionSession.Maps));
        for (int m = 0; m < ReconstructionSession.Maps && !session.State.ScoresHeldOut; m++)
        {
            long[] sums = checkpoint.Array<long>(Gradient(m), session.Sums.RawGradient(m).Length);
            checkpoint.Require(Array.TrueForAll(sums, FixedPointSum.IsSum), Gradient(m), "a sum that shards cannot reach", "sums that leave room for the shards to come");
            session.Sums.RestoreGradient(m, sums);
        }
    }

    private static bool IsCurve(StoppingSample[] curve, int iteration) => curve.Index().All(entry =>
        double.IsFinite(entry.Item.TrainingEnergy) && double.IsFinite(entry.Item.HeldOutEnergy)
        && entry.Item.Iteration <= iteration && entry.Item.Iteration > (entry.Index == 0 ? -1 : curve[entry.Index - 1].Iteration));

    private static CheckpointSection Minimiser(string name, LBfgs minimiser)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            minimiser.Write(writer);
        }
        return CheckpointSection.Array<byte>(name, bytes.ToArray());
    }

    private sealed record Counters(int Passes, bool ScoresHeldOut, bool[]? Stopped, int[]? Exponents, StoppingSample[]?[]? Curves);
}
