using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Subspaces;

namespace Flex3D.Pipeline.Steps.Subspace;

/// <summary>A <see cref="SubspaceState"/> as the sections of a checkpoint.</summary>
internal static class SubspaceCheckpoint
{
    private const string Name = "subspace", Components = "components", Latents = "latents", Information = "information", Gains = "gains";

    /// <param name="ledger">Ledger of the phase under way; null between two phases.</param>
    public static IReadOnlyList<CheckpointSection> Sections(SubspaceState state, CheckpointIdentity identity, LedgerState? ledger) =>
    [
        identity.ToSection(),
        .. ledger is null ? [] : SavedLedger.Sections(ledger),
        CheckpointSection.Json(Name, new Counters(state.Phase, state.Step, state.Updates, state.Exponent)),
        CheckpointSection.Array<float>(Components, state.Components),
        CheckpointSection.Array<float>(Latents, state.Latents),
        CheckpointSection.Array<double>(Information, state.Information),
        CheckpointSection.Array<double>(Gains, state.Gains),
    ];

    /// <summary>Fills <paramref name="state"/> from a checkpoint of the same shape, or throws and leaves it unchanged.</summary>
    /// <param name="phases">Number of phases.</param>
    /// <exception cref="InputException">A section is missing, of another size, or holds what no fit with these settings could have written.</exception>
    public static void Restore(CheckpointReader checkpoint, SubspaceState state, int phases)
    {
        Counters counters = checkpoint.Json<Counters>(Name);
        long step = SavedLedger.Of(checkpoint)?.OpenStep ?? 0;
        checkpoint.Require(counters.Phase >= 0 && counters.Phase <= phases, Name, $"phase {counters.Phase}", $"0 to {phases}");
        checkpoint.Require(counters.Step == step, Name, $"step {counters.Step}", $"{step}, as in the ledger");
        checkpoint.Require(counters.Updates >= 0 && FixedPointSum.IsExponent(counters.Exponent), Name, $"{counters.Updates} updates and the exponent {counters.Exponent}", "0 or more, and that of finite numbers");
        float[] components = checkpoint.Array<float>(Components, state.Components.Length), latents = checkpoint.Array<float>(Latents, state.Latents.Length);
        double[] information = checkpoint.Array<double>(Information, state.Information.Length), gains = checkpoint.Array<double>(Gains, state.Gains.Length);
        bool finite = components.All(float.IsFinite) && latents.All(float.IsFinite) && information.All(double.IsFinite) && gains.All(double.IsFinite);
        checkpoint.Require(finite, Name, "a value that is not finite", "finite numbers");

        (state.Phase, state.Step, state.Updates, state.Exponent) = (counters.Phase, counters.Step, counters.Updates, counters.Exponent);
        components.CopyTo(state.Components, 0);
        latents.CopyTo(state.Latents, 0);
        information.CopyTo(state.Information, 0);
        gains.CopyTo(state.Gains, 0);
    }

    private sealed record Counters(int Phase, int Step, int Updates, int Exponent);
}
