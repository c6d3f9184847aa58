namespace Flex3D.Pipeline.Queue;

/// <summary>Counts of what happened in a queue since it was made; they only grow.</summary>
/// <param name="Started">Attempts started.</param>
/// <param name="Retried">Failed attempts that are followed by another.</param>
/// <param name="Interrupted">Attempts that were killed together with the process that watched them.</param>
/// <param name="Done">Runs done.</param>
/// <param name="Dead">Data sets that became dead letters.</param>
/// <param name="NoticesSent">Notices delivered.</param>
/// <param name="NoticesLost">Notices given up.</param>
internal sealed record QueueTotals(long Started = 0, long Retried = 0, long Interrupted = 0, long Done = 0, long Dead = 0, long NoticesSent = 0, long NoticesLost = 0);
