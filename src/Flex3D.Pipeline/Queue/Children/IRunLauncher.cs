namespace Flex3D.Pipeline.Queue.Children;

/// <summary>Carries out the effects of the queue that concern runs.</summary>
internal interface IRunLauncher
{
    /// <summary>Number of attempts that are being attended to.</summary>
    int Attended { get; }

    /// <summary>Starts, or continues, the run of a data set; the end is reported later, once.</summary>
    void Start(QueueItem item);

    /// <summary>Finds out what became of a run that an earlier process may have started, and waits for it if it is in progress; the end is reported later, once.</summary>
    void Recover(QueueItem item);

    /// <summary>Asks the run of a data set to stop at a checkpoint; does nothing where it has been asked.</summary>
    void Stop(long id);
}
