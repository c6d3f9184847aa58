using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Decides the response to a fault, by the table of <c>docs/fault-tolerance.md</c>: a pure function (state, fault) → (state, remedy).</summary>
/// <remarks>
/// Invariants: (1) without progress at most <see cref="RetryPolicy.Tries"/> and <see cref="RetryPolicy.DiskFullTries"/> pauses are
/// made; (2) wrong data and settings, broken invariants and unforeseen faults are never retried.
/// </remarks>
internal static class SupervisionRule
{
    /// <summary>Returns the response to <paramref name="fault"/>, and the state after it.</summary>
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
