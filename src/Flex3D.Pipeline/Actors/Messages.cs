using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>A message between actors. It is plain data: no task, callback, token or work; it names those by their number in a <see cref="Registry{T}"/>.</summary>
internal abstract record Message;

/// <summary>To the supervisor: run this phase. Answered with its <see cref="PhaseOutcome"/>, or with the exception that ended it.</summary>
/// <param name="Phase">Number of the phase.</param>
/// <param name="Start">The ledger of the phase, with what is counted already.</param>
internal sealed record RunPhase(long Phase, LedgerState Start) : Message;

/// <summary>To the dispatcher: a phase begins, or continues, at this state of its ledger.</summary>
internal sealed record BeginPhase(LedgerState Start) : Message;

/// <summary>To the dispatcher: report the state of the phase's ledger. Answered with the <see cref="LedgerState"/>.</summary>
internal sealed record AskLedger : Message;

/// <summary>To the dispatcher: a shard's sums are ready. Answered with the <see cref="ShardVerdict"/>.</summary>
/// <param name="Quarantined">Particles of the shard that were left out.</param>
internal sealed record ShardArrived(ShardKey Shard, int Quarantined) : Message;

/// <summary>To the dispatcher: the update of a full step has been made. Answered with the <see cref="LedgerState"/> after it.</summary>
internal sealed record StepCommitted(long Step) : Message;

/// <summary>To the dispatcher: the sums of the open step are lost, so that none of its shards counts. Answered with the <see cref="LedgerState"/> after it.</summary>
internal sealed record StepReopened : Message;

/// <summary>To the supervisor: the graph has ended without a fault.</summary>
internal sealed record GraphEnded : Message;

/// <summary>To the supervisor, from its own strategy: a graph's actor was stopped because of this fault.</summary>
internal sealed record GraphFailed(Exception Fault) : Message;

/// <summary>To the supervisor: the pause before a retry is over.</summary>
internal sealed record TryAgain(int Attempt) : Message;

/// <summary>To the supervisor or the checkpoint actor: the run was asked to stop, so do not wait any longer for this phase or checkpoint.</summary>
/// <param name="Number">Number of the phase or the checkpoint.</param>
internal sealed record StopAsked(long Number) : Message;

/// <summary>To the device's actor: the device failed; answered with <see cref="DeviceDecision"/>.</summary>
/// <param name="Phase">Number of the phase that was on it.</param>
internal sealed record DeviceFailed(long Phase, Exception Fault) : Message;

/// <summary>From the device's actor: the name of the device on which the phase continues, or null if no device is left.</summary>
/// <param name="Fault">The exception that ends the run if no device is left.</param>
internal sealed record DeviceDecision(string? Device, Exception Fault) : Message;

/// <summary>To the checkpoint actor: write this checkpoint. Answered with its path once it is on disk, or with the exception.</summary>
/// <param name="Checkpoint">Number of the checkpoint.</param>
internal sealed record SaveCheckpoint(long Checkpoint) : Message;

/// <summary>To the checkpoint actor: the pause before a checkpoint is written again is over.</summary>
/// <param name="Checkpoint">Number of the checkpoint.</param>
internal sealed record SaveAgain(long Checkpoint) : Message;
