namespace Flex3D.Pipeline.Configuration;

/// <summary>What to do when a device fails.</summary>
internal enum LostDevice
{
    /// <summary>Go on from what is counted, with the other devices or, where there are none, the processor.</summary>
    Cpu,

    /// <summary>Save what is counted and end the run.</summary>
    Stop,
}
