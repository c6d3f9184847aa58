using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>A message between actors. It is plain data: no task, callback, token or work; it names those by their number in a <see cref="Registry{T}"/>.</summary>
internal abstract record Message;

/// <summary>To the supervisor: run this phase. Answered with its <see cref="PhaseOutcome"/>, or with what it failed of.</summary>
/// <param name="Phase">Number of the phase.</param>
/// <param name="Start">What is counted of it already.</param>
internal sealed record RunPhase(long Phase, LedgerState Start) : Message;

/// <summary>To the dispatcher: a phase begins, or is gone on with, at this state of its ledger.</summary>
internal sealed record BeginPhase(LedgerState Start) : Message;

/// <summary>To the dispatcher: how far is the phase? Answered with the <see cref="LedgerState"/>.</summary>
internal sealed record AskLedger : Message;

/// <summary>To the dispatcher: a shard's sums are ready. Answered with the <see cref="ShardVerdict"/>.</summary>
/// <param name="Quarantined">Particles of the shard that were left out.</param>
internal sealed record ShardArrived(ShardKey Shard, int Quarantined) : Message;

/// <summary>To the dispatcher: the update of a full step has been made. Answered with the <see cref="LedgerState"/> after it.</summary>
internal sealed record StepCommitted(long Step) : Message;

/// <summary>A graph has ended well.</summary>
internal sealed record GraphEnded : Message;

/// <summary>The supervisor's strategy has stopped a graph's actor because of this.</summary>
internal sealed record GraphFailed(Exception Fault) : Message;

/// <summary>The pause before a retry is over.</summary>
internal sealed record TryAgain(int Attempt) : Message;

/// <summary>To the supervisor or the checkpoint actor: the run was asked to stop, so do not wait any longer for this phase or checkpoint.</summary>
/// <param name="Number">Number of the phase or the checkpoint.</param>
internal sealed record StopAsked(long Number) : Message;

/// <summary>To the device's actor: the device failed; answered with <see cref="DeviceDecision"/>.</summary>
/// <param name="Phase">Number of the phase that was on it.</param>
internal sealed record DeviceFailed(long Phase, Exception Fault) : Message;

/// <summary>From the device's actor: where the phase goes on, or null where there is nothing left to try.</summary>
/// <param name="Fault">What ends the run in that case.</param>
internal sealed record DeviceDecision(string? Device, Exception Fault) : Message;

/// <summary>To the checkpoint actor: write this. Answered with the path once it is on disk, or with what failed.</summary>
/// <param name="Checkpoint">Number of the checkpoint.</param>
internal sealed record SaveCheckpoint(long Checkpoint) : Message;

/// <summary>The pause before another try to write a checkpoint is over.</summary>
/// <param name="Checkpoint">Number of the checkpoint.</param>
internal sealed record SaveAgain(long Checkpoint) : Message;
