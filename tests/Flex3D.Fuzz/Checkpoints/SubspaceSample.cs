using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Steps.Subspace;
using Flex3D.Stages.Subspaces;

namespace Flex3D.Fuzz.Checkpoints;

/// <summary>A fit of a subspace of a few voxels, and its checkpoints.</summary>
internal static class SubspaceSample
{
    private const int Particles = 12, HeldOut = 3;
    private static readonly SubspaceOptions s_options = new() { Components = 2, Box = 4, Passes = 3 };

    /// <summary>A state at its start.</summary>
    public static SubspaceState NewState() => new(s_options, Particles, HeldOut);

    /// <summary>The sections of a fit in its second pass.</summary>
    /// <param name="insidePass">Whether a shard of the open step is counted.</param>
    public static IReadOnlyList<CheckpointSection> Sections(bool insidePass)
    {
        SubspaceState state = NewState();
        (state.Phase, state.Step, state.Updates, state.Exponent) = (1, 0, 1, 20);
        for (int i = 0; i < state.Components.Length; i++)
        {
            state.Components[i] = 0.25f * (i % 17 - 8);
        }
        (state.Information[0], state.Information[3], state.Gains[1], state.Latents[5]) = (40, 12, 1.5, 0.25f);
        LedgerState? ledger = insidePass ? LedgerState.Begin([new StepPlan(0, [4, 4, 1])], 0).Resumed([0b10], new(4, 0)) : null;
        return SubspaceCheckpoint.Sections(state, TrainingSample.Identity, ledger);
    }

    /// <summary>Goes on from a checkpoint as the training step does.</summary>
    public static SubspaceState Restore(CheckpointReader checkpoint)
    {
        SubspaceState state = NewState();
        SubspaceCheckpoint.Restore(checkpoint, state, s_options.Passes + 1);
        return state;
    }
}
