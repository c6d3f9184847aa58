namespace Flex3D.Crash;

/// <summary>A run under attack did what it must not.</summary>
internal sealed class CrashException(string message) : Exception(message);
