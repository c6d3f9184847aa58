namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>Bytes or messages that no correct peer sends, or not in this order.</summary>
internal sealed class WireException(string message, Exception? inner = null) : Exception(message, inner);
