namespace Flex3D.Pipeline.Configuration;

/// <summary>The handling of a device that fails.</summary>
internal enum LostDevice
{
    /// <summary>Continues from the counted shards, on the other devices or, if there are none, on the processor.</summary>
    Cpu,

    /// <summary>Saves a checkpoint of the counted shards and ends the run.</summary>
    Stop,
}
