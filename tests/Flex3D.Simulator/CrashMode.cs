namespace Flex3D.Simulator;

/// <summary>What is left on disk after a crash.</summary>
internal enum CrashMode
{
    /// <summary>The process was killed: all it did is there, though a power cut could still take what was not flushed.</summary>
    KeepAll,

    /// <summary>A power cut, after which only what had been flushed is there.</summary>
    DropUnsynced,

    /// <summary>A power cut, after which of what was not flushed any first part is there: names in their order, and of the last write only some bytes.</summary>
    TearLast,
}
