using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Writes latents and principal coordinates of every particle, alone and beside every input column, and plots the coordinates.</summary>
internal static class ParticleResults
{
    /// <param name="model">The trained model, with the latents of a sample of the particles.</param>
    /// <param name="density">Density of the canonical map at each vertex.</param>
    /// <param name="particles">The state of every particle.</param>
    /// <param name="rows">Row of each particle in the input file; null if all rows are used.</param>
    public static void Write(StepContext context, PreparedFiles prepared, FlexModel model, float[] density, IParticleState particles, int[]? rows)
    {
        var rigid = RigidPart.Of(model, density);
        PrincipalMotion motion = ModelMotion.Of(model, density, new InternalFlow(model, rigid));
        var written = new MotionCoordinates(particles, () => new InternalCoordinates(model, rigid, motion.Frame, model.Flow.LatentDimension), context.Threads);
        ParticleExport.WriteCsv(Path.Combine(context.Run.Path, "latents.csv"), written, rows);
        string table = prepared.Particles;
        ParticleExport.WriteTable(table, Path.Combine(context.Run.Path, "particles" + Path.GetExtension(table).ToLowerInvariant()), written, rows, context.Options.Inputs.Passthrough);
        LatentFigure.OfMotion(motion, model.Flow.LatentDimension, model.TotalParticles).Save(Path.Combine(context.Run.Path, "plots"), "coordinates");
    }
}
