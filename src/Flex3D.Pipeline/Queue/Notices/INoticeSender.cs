namespace Flex3D.Pipeline.Queue.Notices;

/// <summary>Delivers notices beside the queue, which does not wait for them.</summary>
internal interface INoticeSender
{
    /// <summary>Begins an attempt to deliver a notice, unless this attempt was begun before; the result is reported later, once.</summary>
    void Send(QueueNotice notice, QueueItem item);
}
