namespace Flex3D.Pipeline.Queue;

/// <summary>What the user asked for while the run of a data set was in progress.</summary>
internal enum ItemRequest
{
    None,

    /// <summary>Stop the run at a checkpoint, and keep the data set in the queue.</summary>
    Hold,

    /// <summary>Stop the run at a checkpoint, and take the data set out of the queue.</summary>
    Cancel,
}
