namespace Flex3D.Stages.Engine;

/// <summary>Something that must never happen has happened: the run stops and is not restarted.</summary>
public sealed class InvariantException(string message) : Exception(message);
