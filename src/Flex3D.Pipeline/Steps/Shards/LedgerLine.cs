using Flex3D.Pipeline.Ledger;
using Serilog;

namespace Flex3D.Pipeline.Steps.Shards;

/// <summary>What the ledger counted in a finished phase, as a line of the log.</summary>
internal static class LedgerLine
{
    public static void Tell(ILogger log, PhaseRecord phase) => log.Information(
        "  ledger of {Phase:l}: {Counted} particles counted + {Quarantined} quarantined = {Planned} in {Steps} steps", phase.Phase, phase.Counted, phase.Quarantined, phase.Particles, phase.Steps);
}
