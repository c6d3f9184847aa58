namespace Flex3D.Simulator;

/// <summary>Something that must hold did not.</summary>
internal sealed class ViolationException(string message) : Exception(message);
