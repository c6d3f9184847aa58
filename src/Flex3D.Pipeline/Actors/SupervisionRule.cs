using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>The table of <c>docs/fault-tolerance.md</c>: a pure function (what failed so far, fault) → (what failed so far, remedy).</summary>
/// <remarks>
/// Invariants: (1) without progress at most <see cref="RetryPolicy.Tries"/> and <see cref="RetryPolicy.DiskFullTries"/> pauses are
/// made; (2) data and settings that are wrong, broken invariants and whatever is unforeseen are never tried again.
/// </remarks>
internal static class SupervisionRule
{
    /// <summary>What <paramref name="fault"/> calls for.</summary>
    public static (SupervisionState State, Remedy Remedy) Decide(SupervisionState state, Exception fault, RetryPolicy policy)
    {
        FaultKind kind = FaultClassifier.Classify(fault);
        switch (kind)
        {
            case FaultKind.Transient when state.Failures < policy.Tries:
                state = state with { Failures = state.Failures + 1 };
                return (state, new Remedy.Pause(policy.PauseBefore(state.Failures), $"retry {state.Failures} of {policy.Tries}"));
            case FaultKind.Transient:
                return (state, new Remedy.GiveUp(ExitCodes.Of(kind), $"gave up after {policy.Tries} retries"));
            case FaultKind.DiskFull when state.DiskFull < policy.DiskFullTries:
                return (state with { DiskFull = state.DiskFull + 1 }, new Remedy.Pause(policy.DiskFullPause, "the disk is full"));
            case FaultKind.DiskFull:
                return (state, new Remedy.GiveUp(ExitCodes.Of(kind), "the disk stayed full"));
            case FaultKind.Device:
                return (state, new Remedy.ChangeDevice());
            default:
                return (state, new Remedy.Stop());
        }
    }
}
