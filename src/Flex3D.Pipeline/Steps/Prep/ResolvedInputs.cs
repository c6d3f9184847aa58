using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Sources;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>Puts, in the settings of a run, the files in place of the job, group or folder that <c>inputs.particles</c> names, and that job's map and mask where none are given.</summary>
internal static class ResolvedInputs
{
    /// <summary>Finds the files, logs which were taken, and keeps them in <c>run.yaml</c>, so that a second run from it reads the same.</summary>
    /// <exception cref="Flex3D.Stages.Faults.InputException">See <see cref="ParticleSources.Of"/>.</exception>
    public static void Use(StepContext context)
    {
        InputOptions inputs = context.Options.Inputs;
        if (inputs.Particles is not { } path || ParticleSources.Of(path) is not { Origin: { } origin } source)
        {
            return;
        }
        var choices = new Choices();
        IReadOnlyList<string>? passthrough = inputs.Passthrough ?? (source.Passthrough.Count > 0 ? source.Passthrough : null);
        context.Log.Information("particles {Particles} of {Origin}", source.Particles, origin);
        foreach (string file in inputs.Passthrough is null ? source.Passthrough : [])
        {
            context.Log.Information("passthrough columns {Passthrough} of {Origin}", file, origin);
            choices.Note("inputs.passthrough", $"of {origin}");
        }
        string? map = Chosen(inputs.Map, source.Map, "map"), mask = Chosen(inputs.Mask, source.Mask, "mask");
        context.Settings.Use(context.Options with { Inputs = inputs with { Particles = source.Particles, Passthrough = passthrough, Map = map, Mask = mask } }, choices);

        string? Chosen(string? given, string? found, string name)
        {
            if (given is null && found is not null)
            {
                context.Log.Information("{Name} {File} of {Origin}", name, found, origin);
                choices.Note($"inputs.{name}", $"of {origin}");
            }
            return given ?? found;
        }
    }
}
