namespace Flex3D.Simulator.Network;

/// <summary>Mistakes that are made on purpose, to show that the simulator of the cluster finds them.</summary>
internal enum NetworkDefect
{
    None,

    /// <summary>The ledger counts a shard that has arrived already.</summary>
    CountsDuplicates,

    /// <summary>The ledger counts a shard of a step that is committed.</summary>
    CountsLateShards,

    /// <summary>A step is committed before its last shard.</summary>
    CommitsEarly,

    /// <summary>A shard is dealt with the model of the step before.</summary>
    DealsTheModelBefore,

    /// <summary>A worker computes with the first model that it got.</summary>
    KeepsTheFirstModel,

    /// <summary>A result is handed in under the number of another deal.</summary>
    MixesDeals,

    /// <summary>A graph takes in what was computed for the one before it, without the ledger.</summary>
    ForgetsTheLedger,

    /// <summary>Shards of a worker that is lost or late are not given back.</summary>
    GivesNothingBack,

    /// <summary>Pieces that were lost are waited for.</summary>
    WaitsForLostPieces,

    /// <summary>What a worker does not know of the step is not said again.</summary>
    SaysNothingAgain,

    /// <summary>A worker that does not hear of the head waits on.</summary>
    NeverLeaves,

    /// <summary>The sum of shards of which one counts already is added.</summary>
    CountsPartsOfSums,
}
