namespace Flex3D.Pipeline.Configuration;

/// <summary>What prep does when a sample of the images disagrees with the table's conventions.</summary>
internal enum InputChecking
{
    /// <summary>The run ends.</summary>
    Stop,

    /// <summary>A line in the log.</summary>
    Warn,

    /// <summary>The images are not compared.</summary>
    Off,
}
