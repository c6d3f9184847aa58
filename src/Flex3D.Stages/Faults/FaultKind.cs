namespace Flex3D.Stages.Faults;

/// <summary>The kind of a fault, which decides how the program responds to it.</summary>
public enum FaultKind
{
    /// <summary>Input or output that may work again in a moment: the graph is rebuilt after a pause.</summary>
    Transient,

    /// <summary>The disk is full: the run pauses and tries again when there may be room.</summary>
    DiskFull,

    /// <summary>The device failed, or memory ran out: the run may continue on another device.</summary>
    Device,

    /// <summary>The data or the settings are wrong: the work is never tried again.</summary>
    BadInput,

    /// <summary>The user asked to stop.</summary>
    Stopped,

    /// <summary>A broken invariant, or an unforeseen error: the run stops and is never restarted.</summary>
    Fatal,
}
