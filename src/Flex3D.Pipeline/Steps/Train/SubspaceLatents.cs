using System.Globalization;
using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Subspace;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Subspaces;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Finds the latents that training begins with in a linear subspace around the consensus map, and writes <c>train/subspace.json</c>, which says what the subspace is worth.</summary>
internal static class SubspaceLatents
{
    private const string FileName = "subspace.json";
    private const string Folder = "subspace";

    /// <summary>Returns the part of a training that fits the subspace: see <see cref="StepContext.Part"/>.</summary>
    /// <param name="part">The part that trains; empty for all particles.</param>
    public static string PartOf(string part) => Path.Combine(part, Folder);

    /// <summary>Returns the phases of a fit, as they follow from the settings.</summary>
    /// <param name="untrained">Rows that the components must not depend on, ascending.</param>
    public static SubspacePlan PlanOf(int box, double pixelSize, int latents, int particles, int[] untrained, ulong seed) =>
        new(particles, untrained, SubspaceOptions.For(box, pixelSize, latents, particles - untrained.Length, seed));

    /// <summary>Returns the initial latents, [particle][K]; none where the subspace is not to be used.</summary>
    /// <param name="half">The half-set that is trained on; null for all particles.</param>
    /// <param name="always">Whether the subspace is used whatever it is worth; else only where the particles differ by more than K components show (<see cref="SubspaceFound.Outgrows"/>).</param>
    public static async Task<float[]> FindAsync(StepContext context, TrainingOptions options, TrainingData data, HalfSet? half, bool always)
    {
        EngineProblem problem = data.Problem;
        VoxelBinding binding = problem.Binding;
        int particles = data.Prepared.Count, latents = problem.Flow.LatentDimension;
        int[] untrained = EpochPlan.Untrained(data.Groups, options, half), held = [.. EpochPlan.HeldOut(data.Groups, options).Where(data.Groups.IsFirst)];
        SubspacePlan plan = PlanOf(problem.Box, problem.PixelSizeAngstrom, latents, particles, untrained, options.Seed);
        SubspaceOptions chosen = plan.Options;
        var state = new SubspaceState(chosen, particles, held.Length);
        float[] consensus = [.. binding.Voxels.Select((voxel, i) => data.Consensus.Values[voxel] * binding.Mask[i])];
        var session = new SubspaceSession(problem, plan, state, data.Images, consensus, held, context.Threads);
        context.Log.Information("fitting a linear subspace of {Components} components around the consensus map, in images of {Box} pixels", chosen.Components, chosen.Box);
        await SubspacePhases.RunAsync(
            context with { Part = PartOf(context.Part) }, session, data.Prepared, data.Aside, half?.Number ?? 0, backend => TrainStep.IdentityOf(context, backend)).ConfigureAwait(false);
        SubspaceFound found = SubspaceFound.Of(state);
        DurableFile.WriteText(Path.Combine(context.Output, FileName), JsonSerializer.Serialize(found, CheckpointJson.Options) + "\n");
        Log(context, found, latents);
        if (!always && !found.Outgrows(latents))
        {
            context.Log.Information("training does not begin in the subspace, since the particles do not differ by much more than its first {Latents} components show", latents);
            return [];
        }
        return SubspaceFound.Latents(state, latents, options.Prior.Scale, untrained);
    }

    private static void Log(StepContext context, SubspaceFound found, int latents)
    {
        context.Log.Information("energy of the components in an image, in units of its noise: {Energies:l}", List(component => Text(component.Energy)));
        if (double.IsNaN(found.Components[0].GainError))
        {
            return;
        }
        context.Log.Information("each raises the log-evidence of a held-out particle by {Gains:l}", List(component => $"{Text(component.Gain)} ± {Text(component.GainError)}"));
        context.Log.Information(
            "{Supported:l} held-out particles by 3 standard errors or more; train.latentDimension is {Latents}. A large motion takes several components, though it has one latent coordinate",
            found.Supported == 0 ? "no component is supported by" : $"{(found.Supported == found.Components.Count ? "all" : "the first")} {found.Supported} components are supported by", latents);

        string List(Func<SubspaceComponent, string> text) => string.Join(", ", found.Components.Select(text));

        static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
