namespace Flex3D.Pipeline.Queue;

/// <summary>The state of a data set in the queue.</summary>
internal enum ItemState
{
    /// <summary>Waits for a device, or for the end of the pause before a retry.</summary>
    Waiting,

    /// <summary>Held back by the user until it is released.</summary>
    Held,

    /// <summary>Its run is in progress, or is about to be started.</summary>
    Running,

    /// <summary>Its run is done.</summary>
    Done,

    /// <summary>A dead letter: its run failed, and is not tried again unless the user asks for it.</summary>
    Dead,

    /// <summary>Cancelled by the user.</summary>
    Cancelled,
}
