using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>Chooses values for the settings of a reconstruction that are <c>auto</c>.</summary>
internal static class ReconstructionSettings
{
    /// <summary>Chooses the source of the half-sets, and stores it in the run's settings.</summary>
    public static ReconstructOptions Use(StepContext context, ParticleTable table)
    {
        ReconstructOptions options = context.Options.Reconstruct!;
        if (options.HalfSets == HalfSets.Auto)
        {
            options = options with { HalfSets = table.HasHalfSets ? HalfSets.File : HalfSets.Draw };
            var choices = new Choices();
            choices.Note("reconstruct.halfSets", table.HalfSets switch
            {
                GivenHalfSets.Both => "the particle file has them",
                GivenHalfSets.OneEmpty => "one of those in the particle file is empty",
                GivenHalfSets.Some => "only some particles of the file have one",
                _ => "the particle file has none",
            });
            context.Settings.Use(context.Options with { Reconstruct = options }, choices);
        }
        return options;
    }

    /// <summary>Returns the rule that ends the iterations of a map: after the given number, or by its held-out particles.</summary>
    public static EarlyStopping Stopping(ReconstructOptions options) => options.Iterations is { } iterations ? new() { Most = iterations, Fewest = iterations } : new();

    /// <summary>Notes how many iterations each map had, where their number was not given.</summary>
    /// <remarks>The held-out particles of each map end its iterations: no single number gives the same maps, so that <c>auto</c> stays.</remarks>
    public static void NoteIterations(StepContext context, ReconstructionState state)
    {
        if (context.Options.Reconstruct!.Iterations is null)
        {
            var choices = new Choices();
            choices.Note("reconstruct.iterations", $"{string.Join(", ", state.Minimisers.Select(minimiser => minimiser.Iteration))} of flex half 1 and 2, rigid half 1 and 2");
            context.Settings.Use(context.Options, choices);
        }
    }
}
