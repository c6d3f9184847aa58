using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps;

/// <summary>A <see cref="ReconstructionState"/> as the sections of a checkpoint.</summary>
internal static class ReconstructionCheckpoint
{
    public static IReadOnlyList<CheckpointSection> Sections(ReconstructionState state, CheckpointIdentity identity) =>
    [
        identity.ToSection(),
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
