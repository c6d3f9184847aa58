using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The particles that are kept after the bad ones have been set aside.</summary>
internal static class KeptParticles
{
    /// <summary>Writes the list of the particles set aside, and the table of the kept ones, which later steps read.</summary>
    /// <param name="table">Every particle that was read.</param>
    /// <param name="aside">The bad ones; without any, the list of an earlier try is deleted.</param>
    /// <param name="total">Particles of the input.</param>
    public static ParticleTable Of(StepContext context, ParticleTable table, IReadOnlyList<BadParticle> aside, long total)
    {
        string list = PreparedFiles.QuarantineOf(context.Output), rows = PreparedFiles.Table(context.Output);
        if (aside.Count == 0)
        {
            Storage.Current.Delete(list);
        }
        else
        {
            QuarantineFile.Write(list, aside);
            context.Log.Warning("{Count} of {Total} particles are set aside: {Faults:l}; {List} lists them", aside.Count, total, ParticleQuarantine.Summary(aside), list);
        }
        ParticleTable kept = aside.Count == 0 ? ParticleTableReader.OpenRows(rows) : ParticleTableReader.WithoutRows(table, aside.Select(particle => particle.Row).ToHashSet(), rows);
        kept.Selection = table.Selection is { } outcome ? outcome with { Selected = kept.Count } : null;
        return kept;
    }
}
