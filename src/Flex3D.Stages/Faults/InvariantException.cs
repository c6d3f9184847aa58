namespace Flex3D.Stages.Faults;

/// <summary>The error of a condition that must never occur: a defect of the program. The run stops and is never restarted.</summary>
public sealed class InvariantException(string message, Exception? inner = null) : Exception(message, inner);
