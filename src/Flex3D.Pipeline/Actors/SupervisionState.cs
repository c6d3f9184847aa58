using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>The number of failures since the ledger last progressed.</summary>
/// <param name="OpenStep">The open step at the last progress.</param>
/// <param name="ArrivedShards">Shards of the open step that were counted at the last progress.</param>
/// <param name="Failures">Transient faults since the last progress.</param>
/// <param name="DiskFull">Retries on a full disk since the last progress.</param>
internal sealed record SupervisionState(long OpenStep = 0, int ArrivedShards = 0, int Failures = 0, int DiskFull = 0)
{
    /// <summary>Returns this state or, if the ledger has progressed, one without failures: every newly counted shard is progress.</summary>
    public SupervisionState Seen(LedgerState ledger) =>
        ledger.OpenStep > OpenStep || (ledger.OpenStep == OpenStep && ledger.ArrivedShards > ArrivedShards) ? At(ledger) : this;

    /// <summary>Returns the state in which nothing has failed since this state of the ledger.</summary>
    public static SupervisionState At(LedgerState ledger) => new(ledger.OpenStep, ledger.ArrivedShards);
}
