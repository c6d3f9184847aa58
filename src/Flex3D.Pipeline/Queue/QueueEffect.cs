namespace Flex3D.Pipeline.Queue;

/// <summary>What has to be done after a change of the queue is recorded.</summary>
internal abstract record QueueEffect
{
    private QueueEffect()
    {
    }

    /// <summary>Start, or continue, the run of a data set.</summary>
    public sealed record Start(QueueItem Item) : QueueEffect;

    /// <summary>Find out what became of a run that an earlier process may have started: still in progress, ended or interrupted.</summary>
    public sealed record Recover(QueueItem Item) : QueueEffect;

    /// <summary>Ask a run in progress to stop at a checkpoint; repeated until it has ended.</summary>
    public sealed record Stop(QueueItem Item) : QueueEffect;

    /// <summary>Deliver a notice; repeated while it is due, also during an attempt.</summary>
    public sealed record Notify(QueueNotice Notice, QueueItem Item) : QueueEffect;

    /// <summary>Tell the user why a request was not carried out.</summary>
    /// <param name="Found">The state in which the data set is.</param>
    /// <param name="Expected">The state in which the request is possible.</param>
    public sealed record Refuse(string Found, string Expected) : QueueEffect;
}
