using System.Globalization;
using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Reads the file of given latents, and writes <c>train/given_latents.json</c>, which says how they were centred and scaled into the range of the search.</summary>
internal static class GivenLatentsFile
{
    private const string FileName = "given_latents.json";

    /// <summary>Returns the initial latents, [particle][K]: as given if they are frozen, else within the range of the search; empty if none are given.</summary>
    /// <exception cref="InputException">The file does not have a latent for each particle, or its latents have another dimension than training.</exception>
    public static float[] Read(StepContext context, PreparedFiles prepared, int[]? rows, EngineProblem problem, TrainingOptions options)
    {
        if (context.Options.Inputs.Latents is not { } path)
        {
            return [];
        }
        (float[] latents, int dimensions) = LatentReader.Read(path, prepared.Count, prepared.Particles, rows is null ? null : (rows, prepared.FileRows));
        if (dimensions != problem.Flow.LatentDimension)
        {
            throw new InputException(path, null, $"{dimensions} coordinates a particle", $"train.latentDimension = {problem.Flow.LatentDimension}", "make the two agree");
        }
        if (options.FreezeLatents)
        {
            return latents;
        }
        if (GivenLatents.Lay(latents, dimensions, options.Prior.Scale) is not { } laid)
        {
            context.Log.Information("the given latents lie within ±{Limit} and are used as they are", options.Prior.Scale);
            return latents;
        }
        DurableFile.WriteText(Path.Combine(context.Output, FileName), JsonSerializer.Serialize(laid, CheckpointJson.Options) + "\n");
        context.Log.Information(
            "the given latents are centred and scaled into ±{Limit}: {Axes:l}; {Cut} values beyond it are set to it",
            options.Prior.Scale, string.Join(", ", laid.Offset.Select((offset, k) => string.Create(CultureInfo.InvariantCulture, $"z{k} = (given − {offset:G4}) · {laid.Factor[k]:G4}"))), laid.Cut);
        return latents;
    }
}
