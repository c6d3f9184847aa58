namespace Flex3D.Pipeline.Queue;

/// <summary>The response of the queue to an event: its new state, and what has to be done once that is recorded.</summary>
internal sealed record QueueChange(QueueState State, IReadOnlyList<QueueEffect> Effects);
