namespace Flex3D.Simulator;

/// <summary>The streams of randomness of a seed: what is drawn in one does not shift another.</summary>
internal static class Streams
{
    public const ulong Scenario = 1;
    public const ulong Mail = 2;
    public const ulong Faults = 3;
    public const ulong Disk = 4;
    public const ulong Crashes = 5;
    public const ulong Saves = 6;
}
