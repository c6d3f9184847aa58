namespace Flex3D.Pipeline.Ledger;

/// <summary>Particles of the committed steps of a phase.</summary>
/// <param name="Counted">Particles whose gradients were added.</param>
/// <param name="Quarantined">Particles left out as unusable.</param>
internal readonly record struct LedgerTotals(long Counted, long Quarantined)
{
    /// <summary>Counted and quarantined particles together: all the committed steps planned.</summary>
    public long Total => Counted + Quarantined;
}
