namespace Flex3D.Pipeline.Configuration;

/// <summary>What to do when a device fails.</summary>
public enum LostDevice
{
    /// <summary>Go on with the processor from what is counted.</summary>
    Cpu,

    /// <summary>Save what is counted and end the run.</summary>
    Stop,
}
