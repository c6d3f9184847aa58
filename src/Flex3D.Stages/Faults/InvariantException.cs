namespace Flex3D.Stages.Faults;

/// <summary>Something that can never be true was seen: a defect of the program. The run stops and is never restarted.</summary>
public sealed class InvariantException(string message, Exception? inner = null) : Exception(message, inner);
