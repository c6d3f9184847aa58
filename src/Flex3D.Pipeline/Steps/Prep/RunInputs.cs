using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Simulate;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Grouping;
using Flex3D.Stages.Particles.Quarantine;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Finds the files that a step reads: those named in the settings, else those of an earlier step.</summary>
internal static class RunInputs
{
    /// <summary>Returns the path of the particle file.</summary>
    public static string ParticlesPath(StepContext context) =>
        context.Options.Inputs.Particles ?? Simulated(context, "particles.star", "inputs.particles");

    /// <summary>Reads the particles that <paramref name="selection"/> takes, row by row, into the file from which later steps read them. Bad rows go to <paramref name="quarantine"/>; the numbers selected and left out are logged. Also returns its repeated images, null where there are none.</summary>
    public static (ParticleTable Table, ImageRepeats? Repeats) Particles(StepContext context, ParticleSelection? selection, ParticleQuarantine quarantine, string rowsPath)
    {
        InputOptions inputs = context.Options.Inputs;
        string path = ParticlesPath(context);
        if (inputs.AllowMissingCtf)
        {
            context.Log.Warning("inputs.allowMissingCtf is set: if {Particles} has no defocus, its images are treated as unaffected by the CTF, and real images then give a wrong map", path);
        }
        if (inputs.IgnoreAberrations)
        {
            context.Log.Warning("inputs.ignoreAberrations is set: beam tilt, trefoil, tetrafoil and anisotropic magnification of {Particles} are left out, which costs resolution", path);
        }
        ParticleTable table = ParticleTableReader.ReadToFile(path, rowsPath, new ParticleReadOptions
        {
            DataDirectory = inputs.DataDir,
            StripPrefix = inputs.StripPrefix,
            StackOverride = inputs.Stack,
            Passthrough = inputs.Passthrough ?? [],
            AmplitudeContrast = inputs.AmplitudeContrast,
            AllowMissingCtf = inputs.AllowMissingCtf,
            IgnoreAberrations = inputs.IgnoreAberrations,
            Selection = selection,
            Quarantine = quarantine,
        });
        (table, ImageRepeats? repeats) = RepeatedImages.Settle(table, rowsPath, table.Count + quarantine.Particles.Count);
        Report(context, table, selection);
        if (repeats is not null)
        {
            RepeatedRows.Report(context, repeats);
        }
        CheckHalfSets(context, table);
        return (table, repeats);
    }

    // Says before training what reconstruct will do about the half-sets of the file.
    private static void CheckHalfSets(StepContext context, ParticleTable table)
    {
        if (context.Options.Reconstruct?.HalfSets == HalfSets.File)
        {
            table.RequireHalfSets();
        }
        const string Drawn = "reconstruct will draw half-sets at random instead (reconstruct.halfSets)";
        if (table.HalfSets == GivenHalfSets.OneEmpty)
        {
            context.Log.Warning("every particle of {Particles} that is read is in half-set {Half}, and the other is empty: {Instead:l}", table.SourcePath, table[0].HalfSet, Drawn);
        }
        else if (table.HalfSets == GivenHalfSets.Some)
        {
            context.Log.Warning("some particles of {Particles} name no half-set: {Instead:l}", table.SourcePath, Drawn);
        }
    }

    private static void Report(StepContext context, ParticleTable table, ParticleSelection? selection)
    {
        foreach (LeftOut reason in table.Selection?.LeftOut ?? [])
        {
            context.Log.Warning("{Left:l}", reason.Sentence);
        }
        if (table.Selection is { } outcome && selection is not null)
        {
            context.Log.Information("{Selected} of {Rows} particles selected by {Selection}", outcome.Selected, outcome.Rows, selection.Text);
            if (outcome.NotFound > 0)
            {
                context.Log.Warning("{Count} particles of {Selection} are not in {Particles}", outcome.NotFound, selection.Text, table.SourcePath);
            }
        }
    }

    /// <summary>Returns the selection of the particles to read; null for all.</summary>
    public static ParticleSelection? Selection(StepContext context) => context.Options.Inputs.Select is { } text ? ParticleSelection.Parse(text) : null;

    /// <summary>Returns the path of the consensus map.</summary>
    public static string MapPath(StepContext context) => context.Options.Inputs.Map ?? Simulated(context, "consensus.mrc", "inputs.map");

    /// <summary>Returns the path of the solvent mask; null if it is to be made.</summary>
    public static string? MaskPath(StepContext context)
    {
        if (context.Options.Inputs.Mask is { } named)
        {
            return named;
        }
        return context.Options.Inputs.Map is null ? SimulateStep.FileOf(context, "mask.mrc") : null;
    }

    private static string Simulated(StepContext context, string name, string setting) =>
        SimulateStep.FileOf(context, name) ?? throw new InputException("the pipeline", setting, "nothing", "a file, or a simulate step before", $"set {setting}");
}
