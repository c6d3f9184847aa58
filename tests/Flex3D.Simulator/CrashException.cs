namespace Flex3D.Simulator;

/// <summary>The process or the machine has died in the middle of a file operation.</summary>
internal sealed class CrashException() : Exception("the process has died");
