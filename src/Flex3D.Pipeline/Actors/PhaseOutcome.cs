using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>How a phase ended.</summary>
/// <param name="NextStep">The first step that is not committed: where a resumed run begins.</param>
/// <param name="Finished">Whether every step is committed; false when a stop was asked for.</param>
/// <param name="Totals">Particles of the committed steps.</param>
/// <param name="Restarts">Graphs that failed and were built anew.</param>
public sealed record PhaseOutcome(long NextStep, bool Finished, LedgerTotals Totals, int Restarts);
