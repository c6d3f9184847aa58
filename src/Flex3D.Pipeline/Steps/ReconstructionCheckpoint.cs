using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps;

/// <summary>A <see cref="ReconstructionState"/>, and the sums of a pass under way, as the sections of a checkpoint.</summary>
internal static class ReconstructionCheckpoint
{
    private const string Energies = "pass.energies";

    /// <param name="ledger">Of the pass under way; null between two passes.</param>
    public static IReadOnlyList<CheckpointSection> Sections(ReconstructionSession session, CheckpointIdentity identity, LedgerState? ledger) =>
    [
        identity.ToSection(),
        .. ledger is null ? [] : SavedLedger.Sections(ledger).Concat(Pass(session)),
        .. Whole(session.State),
    ];

    private static IEnumerable<CheckpointSection> Pass(ReconstructionSession session) =>
    [
        CheckpointSection.Array<ulong>(Energies, session.Sums.RawEnergies()),
        .. session.State.ScoresHeldOut ? [] : Enumerable.Range(0, ReconstructionSession.Maps).Select(m => CheckpointSection.Array<long>(Gradient(m), session.Sums.RawGradient(m))),
    ];

    private static string Gradient(int map) => $"pass.gradient.{map}";

    private static IEnumerable<CheckpointSection> Whole(ReconstructionState state) =>
    [
        CheckpointSection.Json("reconstruction", new Counters(
            state.Passes, state.ScoresHeldOut, state.Stopped, state.Exponents, [.. state.Curves.Select(curve => curve.ToArray())])),
        .. state.Minimisers.Select((minimiser, m) => Minimiser($"minimiser.{m}", minimiser)),
        .. state.Best.Select((best, m) => CheckpointSection.Array<float>($"best.{m}", best)),
    ];

    /// <summary>Fills <paramref name="state"/> from a checkpoint of the same shape.</summary>
    public static void Restore(CheckpointReader checkpoint, ReconstructionState state)
    {
        Counters counters = checkpoint.Json<Counters>("reconstruction");
        (state.Passes, state.ScoresHeldOut) = (counters.Passes, counters.ScoresHeldOut);
        counters.Stopped.CopyTo(state.Stopped, 0);
        counters.Exponents.CopyTo(state.Exponents, 0);
        for (int m = 0; m < ReconstructionSession.Maps; m++)
        {
            using var reader = new BinaryReader(new MemoryStream(checkpoint.Array<byte>($"minimiser.{m}")));
            state.Minimisers[m] = LBfgs.Read(reader, state.Best[m].Length, checkpoint.Path);
            checkpoint.Array<float>($"best.{m}").CopyTo(state.Best[m], 0);
            state.Curves[m].Clear();
            state.Curves[m].AddRange(counters.Curves[m]);
        }
    }

    /// <summary>Puts back the sums of the pass under way, which has been begun.</summary>
    /// <param name="shards">Shards that the checkpoint's ledger counts.</param>
    /// <exception cref="InputException">They are of other maps.</exception>
    public static void RestorePass(CheckpointReader checkpoint, ReconstructionSession session, int shards)
    {
        session.Sums.Restore(shards, OfLength(checkpoint, checkpoint.Array<ulong>(Energies), Energies, 2 * ReconstructionSession.Maps));
        for (int m = 0; m < ReconstructionSession.Maps && !session.State.ScoresHeldOut; m++)
        {
            session.Sums.RestoreGradient(m, OfLength(checkpoint, checkpoint.Array<long>(Gradient(m)), Gradient(m), session.Sums.RawGradient(m).Length));
        }
    }

    private static T[] OfLength<T>(CheckpointReader checkpoint, T[] values, string section, int expected) => values.Length == expected
        ? values
        : throw new InputException(checkpoint.Path, $"section '{section}'", $"{values.Length} numbers", $"{expected}", "resume with the settings and version that wrote the checkpoint");

    private static CheckpointSection Minimiser(string name, LBfgs minimiser)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            minimiser.Write(writer);
        }
        return CheckpointSection.Array<byte>(name, bytes.ToArray());
    }

    private sealed record Counters(int Passes, bool ScoresHeldOut, bool[] Stopped, int[] Exponents, StoppingSample[][] Curves);
}
