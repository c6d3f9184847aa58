using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>How a phase ended.</summary>
/// <param name="Ledger">What is counted and committed: where the phase is gone on with.</param>
/// <param name="Restarts">Graphs that failed and were built anew.</param>
internal sealed record PhaseOutcome(LedgerState Ledger, int Restarts)
{
    /// <summary>The first step that is not committed.</summary>
    public long NextStep => Ledger.OpenStep;

    /// <summary>Whether every step is committed; false when a stop was asked for.</summary>
    public bool Finished => Ledger.Done;

    /// <summary>Particles of the committed steps.</summary>
    public LedgerTotals Totals => Ledger.Totals;
}
