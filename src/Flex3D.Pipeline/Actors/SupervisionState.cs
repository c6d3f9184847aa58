using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>What has failed since there was last any progress.</summary>
/// <param name="OpenStep">The open step at the last progress.</param>
/// <param name="ArrivedShards">Shards of it that were counted then.</param>
/// <param name="Failures">Transient faults since.</param>
/// <param name="DiskFull">Looks at a full disk since.</param>
internal sealed record SupervisionState(long OpenStep = 0, int ArrivedShards = 0, int Failures = 0, int DiskFull = 0)
{
    /// <summary>This state after a look at the ledger: each shard counted is progress, stays counted, and forgives what failed before.</summary>
    public SupervisionState Seen(LedgerState ledger) =>
        ledger.OpenStep > OpenStep || (ledger.OpenStep == OpenStep && ledger.ArrivedShards > ArrivedShards) ? At(ledger) : this;

    /// <summary>Nothing has failed, at this state of the ledger.</summary>
    public static SupervisionState At(LedgerState ledger) => new(ledger.OpenStep, ledger.ArrivedShards);
}
