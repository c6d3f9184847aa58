namespace Flex3D.Pipeline.Queue.Watching;

/// <summary>What the folder of a RELION or cryoSPARC job says of the job.</summary>
internal enum JobState
{
    /// <summary>Nothing: it is the folder of no job, or of one that does not say.</summary>
    Unknown,

    /// <summary>The job is not finished, or failed.</summary>
    Unfinished,

    /// <summary>The job is finished.</summary>
    Finished,

    /// <summary>The job is finished and has no particles with poses: motion correction, for example.</summary>
    WithoutPoses,
}
