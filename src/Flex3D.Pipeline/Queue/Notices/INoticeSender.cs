namespace Flex3D.Pipeline.Queue.Notices;

/// <summary>Delivers notices beside the queue, which does not wait for them.</summary>
internal interface INoticeSender
{
    /// <summary>Begins an attempt to deliver a notice, unless it was begun before; reports its result later, once.</summary>
    void Send(QueueNotice notice, QueueItem item);
}
