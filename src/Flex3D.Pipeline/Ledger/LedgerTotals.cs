namespace Flex3D.Pipeline.Ledger;

/// <summary>Numbers of particles in steps of a phase, counted and quarantined.</summary>
/// <param name="Counted">Particles whose gradients were added.</param>
/// <param name="Quarantined">Particles left out as unusable.</param>
internal readonly record struct LedgerTotals(long Counted, long Quarantined)
{
    /// <summary>Counted and quarantined particles together; of committed steps, all the particles planned.</summary>
    public long Total => Counted + Quarantined;
}
