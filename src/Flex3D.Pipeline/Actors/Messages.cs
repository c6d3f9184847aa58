using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>To the supervisor: run this phase and settle <paramref name="Result"/>.</summary>
internal sealed record RunPhase(IPhase Phase, LedgerState Start, CancellationToken Stop, TaskCompletionSource<PhaseOutcome> Result);

/// <summary>To the dispatcher: a phase begins, or is gone on with, at this state of its ledger.</summary>
internal sealed record BeginPhase(LedgerState Start);

/// <summary>To the dispatcher: how far is the phase? Answered with the <see cref="LedgerState"/>.</summary>
internal sealed record AskLedger;

/// <summary>A graph has ended well.</summary>
internal sealed record GraphEnded;

/// <summary>The supervisor's strategy has stopped a graph's actor because of this.</summary>
internal sealed record GraphFailed(Exception Fault);

/// <summary>The pause before a retry is over.</summary>
internal sealed record TryAgain(int Attempt);

/// <summary>Somebody asked the run to stop.</summary>
internal sealed record StopAsked;

/// <summary>To the device's actor: the device failed; answered with <see cref="DeviceDecision"/>.</summary>
internal sealed record DeviceFailed(IPhase Phase, Exception Fault);

/// <summary>From the device's actor: where the phase goes on, or null where there is nothing left to try.</summary>
/// <param name="Fault">What ends the run in that case.</param>
internal sealed record DeviceDecision(string? Device, Exception Fault);

/// <summary>To the checkpoint actor: write this and settle <paramref name="Result"/> with the path.</summary>
/// <param name="Tries">What has failed of it so far.</param>
/// <param name="Stop">Ends the waiting between tries: <paramref name="Result"/> is then cancelled.</param>
internal sealed record SaveCheckpoint(IReadOnlyList<CheckpointSection> Sections, TaskCompletionSource<string> Result, CancellationToken Stop, SupervisionState Tries);
