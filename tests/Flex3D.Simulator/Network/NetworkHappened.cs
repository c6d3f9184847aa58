namespace Flex3D.Simulator.Network;

/// <summary>What is counted in simulated clusters.</summary>
internal enum NetworkHappened
{
    Runs,
    Messages,
    MessagesLost,
    MessagesDoubled,
    MessagesOvertaken,
    LinksCut,
    WorkersKilled,
    WorkersStopped,
    WorkersSuspected,
    ClocksJumped,
    HeadsKilled,
    HeadsStopped,
    GraphsFailed,
    DealersRestarted,
    MembershipsEnded,
    ShardsFailed,
    ShardsNeverAnswered,
    ShardsHere,
    ShardsElsewhere,

    /// <summary>Sums of several shards, computed elsewhere, that counted.</summary>
    SumsElsewhere,
    ResultsDropped,
}

/// <summary>What happened in simulated clusters.</summary>
internal sealed class NetworkStatistics : Tally<NetworkHappened>;
