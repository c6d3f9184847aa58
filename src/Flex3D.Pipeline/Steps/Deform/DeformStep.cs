using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Pipeline.Steps.Viewing;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>The deform step: moves atoms or points along a motion, to given latents or to those of particles.</summary>
internal sealed class DeformStep : IPipelineStep
{
    string IPipelineStep.Name => "deform";

    /// <summary>None: the subcommand takes the folder of a run and makes no run of its own.</summary>
    public StepHelp? Help => null;

    public IReadOnlyList<string> Needs { get; } = [TrainStep.Name];

    public IReadOnlyList<StepResult> Results { get; } = [];

    public Task RunAsync(StepContext context)
    {
        DeformOptions options = context.Options.Deform!;
        string name = options.Model is { } model ? "moved" + Extension(model) : "points.csv";
        RunModel run = RunModel.Load(context.Lineage, everyParticle: Deformation.NeedsEveryParticle(options));
        if (run.Doubt is { } doubt)
        {
            context.Log.Warning("{Doubt:l}", doubt);
        }
        DeformationResult result = Deformation.Write(run, options, Path.Combine(context.Output, name));
        foreach (string warning in result.Warnings)
        {
            context.Log.Warning("{Warning:l}", warning);
        }
        foreach (string line in result.Says)
        {
            context.Log.Information("{Line:l}", line);
        }
        if (options.Model is not null && run.Model is { Box: var box, PixelSizeAngstrom: var pixel })
        {
            double shift = result.Origin == ModelOrigin.Centre ? box / 2 * pixel : 0;
            RunScripts.Write(context.Run, run, new MovedAtoms(Path.Combine(context.Output, name), shift));
        }
        if (options is { Origin: ModelOrigin.Auto, Model: not null })
        {
            var choices = new Choices();
            choices.Note("deform.origin", "more atoms of the model lie inside the mesh this way");
            context.Settings.Use(context.Options with { Deform = options with { Origin = result.Origin } }, choices);
        }
        return Task.CompletedTask;
    }

    /// <summary>Moves points to each of some conformations.</summary>
    /// <param name="model">The model whose flow moves them.</param>
    /// <param name="latents">[conformation][K].</param>
    /// <param name="rest">Points, [point][x, y, z], Å.</param>
    /// <param name="offset">Length to subtract from each coordinate to have Å from the box centre.</param>
    /// <param name="rigid">Finds the turn and shift of the molecule as a whole, which are taken back; null to keep them.</param>
    /// <returns>The moved points of each conformation, as <paramref name="rest"/>.</returns>
    public static IEnumerable<double[]> Frames(FlexModel model, float[] latents, double[] rest, double offset, RigidPart? rigid) =>
        Frames(model, latents, rest, offset, rigid, PointPlaces.Locate(model.Mesh, rest, offset));

    /// <summary>Moves points whose places on the mesh are known.</summary>
    public static IEnumerable<double[]> Frames(FlexModel model, float[] latents, double[] rest, double offset, RigidPart? rigid, PointLocation[] where)
    {
        var field = new FlowField(model);
        int k = field.LatentDimension, vertices = field.VertexCount;
        float[] flow = new float[3 * vertices], byVertex = new float[3 * vertices];
        for (int frame = 0; frame < latents.Length / k; frame++)
        {
            field.Flows(latents.AsSpan(frame * k, k), 1, flow);
            ModelMotion.ByVertex(flow, 1, vertices, byVertex);
            double[] moved = new double[rest.Length];
            MeshDeformation.Displace(model.Mesh, where, byVertex, moved, applyMobility: false);
            RigidMotion whole = rigid?.Of(flow) ?? RigidMotion.Identity;
            for (int p = 0; p < moved.Length; p += 3)
            {
                (double x, double y, double z) = whole.Undo(moved[p] + rest[p] - offset, moved[p + 1] + rest[p + 1] - offset, moved[p + 2] + rest[p + 2] - offset);
                (moved[p], moved[p + 1], moved[p + 2]) = (x + offset, y + offset, z + offset);
            }
            yield return moved;
        }
    }

    private static string Extension(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
