namespace Flex3D.Stages.Faults;

/// <summary>What a fault calls for.</summary>
public enum FaultKind
{
    /// <summary>Input or output that may work again in a moment: build the graph anew after a pause.</summary>
    Transient,

    /// <summary>The disk is full: pause, and try again when there may be room.</summary>
    DiskFull,

    /// <summary>The device failed, or memory ran out: another device.</summary>
    Device,

    /// <summary>The data or the settings are wrong: never tried again.</summary>
    BadInput,

    /// <summary>Somebody asked to stop.</summary>
    Stopped,

    /// <summary>A broken invariant, or something unforeseen: stop and never restart.</summary>
    Fatal,
}
