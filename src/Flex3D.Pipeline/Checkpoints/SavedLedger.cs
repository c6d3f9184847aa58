using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>A phase's ledger as a checkpoint holds it, without the plan, which follows from the settings.</summary>
/// <param name="OpenStep">The first step that is not committed.</param>
/// <param name="Totals">Particles of the committed steps.</param>
/// <param name="OpenTotals">Particles of the open step's counted shards.</param>
internal sealed record SavedLedger(long OpenStep, LedgerTotals Totals, LedgerTotals OpenTotals)
{
    private const string Counts = "ledger";
    private const string Bitmap = "ledger.arrived";

    private ulong[] _arrived = [];

    /// <summary>The sections that hold <paramref name="ledger"/>: its counts, and the bitmap of the open step's counted shards.</summary>
    public static IEnumerable<CheckpointSection> Sections(LedgerState ledger) =>
    [
        CheckpointSection.Json(Counts, new SavedLedger(ledger.OpenStep, ledger.Totals, ledger.OpenTotals)),
        CheckpointSection.Array<ulong>(Bitmap, ledger.Arrived.AsMemory()),
    ];

    /// <summary>Reads the ledger that a checkpoint holds; null if it was written between two phases.</summary>
    public static SavedLedger? Of(CheckpointReader checkpoint) => checkpoint.Has(Counts)
        ? checkpoint.Json<SavedLedger>(Counts) with { _arrived = checkpoint.Array<ulong>(Bitmap) }
        : null;

    /// <summary>Returns the ledger from which the phase continues.</summary>
    /// <param name="steps">The phase's steps.</param>
    /// <param name="source">The checkpoint, for the message.</param>
    /// <exception cref="InputException">The checkpoint was written under another plan.</exception>
    public LedgerState Resume(IReadOnlyList<StepPlan> steps, string source)
    {
        try
        {
            LedgerState begun = LedgerState.Begin(steps, OpenStep, Totals);
            long committed = steps.Where(step => step.Step < OpenStep).Sum(step => step.Particles);
            if (Math.Min(Totals.Counted, Totals.Quarantined) < 0 || Math.Min(OpenTotals.Counted, OpenTotals.Quarantined) < 0 || Totals.Total != committed)
            {
                throw new InvariantException($"{Totals.Counted} + {Totals.Quarantined} particles in steps of {committed}, {OpenTotals.Counted} + {OpenTotals.Quarantined} in the open one");
            }
            return begun.Resumed(_arrived, OpenTotals);
        }
        catch (InvariantException e)
        {
            throw new InputException(source, "section 'ledger'", e.Message, "the plan of this run", "resume with the settings and version that wrote the checkpoint", e);
        }
    }
}
