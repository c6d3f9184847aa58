using Flex3D.Stages.Faults;
namespace Flex3D.Pipeline.Ledger;

/// <summary>Records the particle counts of a finished phase: an entry of <c>ledger.json</c>.</summary>
/// <param name="Step">The pipeline step: <c>train</c> or <c>reconstruct</c>.</param>
/// <param name="Phase">The epoch or pass.</param>
/// <param name="Steps">Number of steps in the phase, all committed.</param>
/// <param name="Particles">Particles planned, each counted once for every step that uses it.</param>
/// <param name="Counted">Particles whose contributions were added.</param>
/// <param name="Quarantined">Particles left out; counted + quarantined = planned.</param>
internal sealed record PhaseRecord(string Step, string Phase, int Steps, long Particles, long Counted, long Quarantined)
{
    /// <summary>Makes the record of a finished phase.</summary>
    public static PhaseRecord Of(string step, string phase, LedgerState ledger) => ledger.Done && ledger.Totals.Total == ledger.Planned
        ? new(step, phase, ledger.Steps.Length, ledger.Planned, ledger.Totals.Counted, ledger.Totals.Quarantined)
        : throw new InvariantException($"{phase} is recorded with {ledger.Totals.Total} of {ledger.Planned} particles and step {ledger.OpenStep} open");
}
