using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>The outcome of a phase: its ledger, and how many graphs failed on the way.</summary>
/// <param name="Ledger">Counted shards and committed steps: the state from which the phase can continue.</param>
/// <param name="Restarts">Number of graphs that failed and were replaced by new ones.</param>
internal sealed record PhaseOutcome(LedgerState Ledger, int Restarts)
{
    /// <summary>The first step that is not committed.</summary>
    public long NextStep => Ledger.OpenStep;

    /// <summary>Whether every step is committed; false when a stop was asked for.</summary>
    public bool Finished => Ledger.Done;

    /// <summary>Particles of the committed steps.</summary>
    public LedgerTotals Totals => Ledger.Totals;
}
