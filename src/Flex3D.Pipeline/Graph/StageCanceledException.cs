namespace Flex3D.Pipeline.Graph;

/// <summary>A stage's work was cancelled from inside (a time-out of the operating system, say) although nobody stopped the graph.</summary>
/// <remarks>Dataflow drops such an item silently; here it is a fault, and as an <see cref="IOException"/> a transient one.</remarks>
public sealed class StageCanceledException(string stage, OperationCanceledException inner)
    : IOException($"stage '{stage}' was cancelled from inside: {inner.Message}", inner);
