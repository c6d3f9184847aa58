using System.Globalization;
using System.Text;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Generate;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>The deform step: moves atoms or points with the flow of a model, at given latents or at those of given particles.</summary>
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
        RunModel run = RunModel.Load(context.Lineage, everyParticle: true);
        if (run.Doubt is { } doubt)
        {
            context.Log.Warning("{Doubt:l}", doubt);
        }
        ModelOrigin used = Deform(run, options, Path.Combine(context.Output, name));
        if (options is { Origin: ModelOrigin.Auto, Model: not null })
        {
            var choices = new Choices();
            choices.Note("deform.origin", "more atoms of the model lie inside the mesh this way");
            context.Settings.Use(context.Options with { Deform = options with { Origin = used } }, choices);
        }
        return Task.CompletedTask;
    }

    /// <summary>Writes the moved model, or <c>frame,point,x,y,z</c>, to <paramref name="output"/>.</summary>
    /// <returns>The origin of the model's coordinates that was used.</returns>
    /// <remarks>Points are Å from the box centre, in the frame of <c>maps/flex.mrc</c>; a model's origin may also be the first voxel (<see cref="ModelFrame"/>).</remarks>
    public static ModelOrigin Deform(RunModel run, DeformOptions options, string output)
    {
        FlexModel model = run.Model;
        if ((options.Model is null) == (options.Points is null))
        {
            throw new InputException("deform", null, options.Model is null ? "neither atoms nor points" : "atoms and points", "--model FILE or --points FILE");
        }
        float[] latents = Latents(model, options);
        AtomicModel? atoms = options.Model is { } path ? AtomicModelFile.Read(path) : null;
        double[] rest = atoms?.Positions() ?? PointFile.Read(options.Points!);
        double offset = atoms is null ? 0 : ModelFrame.Offset(model, rest, options.Origin);
        IEnumerable<double[]> frames = Frames(model, latents, rest, offset, options.Frame == FlowFrame.Molecule ? run.Rigid : null);
        if (atoms is not null)
        {
            atoms.WriteMoved(output, [.. frames]);
            return offset > 0 ? ModelOrigin.Corner : ModelOrigin.Centre;
        }
        DurableFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
            writer.Write("frame,point,x,y,z\n");
            int frame = 0;
            foreach (double[] moved in frames)
            {
                for (int p = 0; p < moved.Length / 3; p++)
                {
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"{frame},{p},{moved[3 * p]:0.####},{moved[3 * p + 1]:0.####},{moved[3 * p + 2]:0.####}\n"));
                }
                frame++;
            }
        });
        return ModelOrigin.Centre;
    }

    /// <summary>Moves points to each of some conformations.</summary>
    /// <param name="model">The model whose flow moves them.</param>
    /// <param name="latents">[conformation][K].</param>
    /// <param name="rest">Points, [point][x, y, z], Å.</param>
    /// <param name="offset">Length to subtract from each coordinate to have Å from the box centre.</param>
    /// <param name="rigid">Finds the turn and shift of the molecule as a whole, which are taken back; null to keep them.</param>
    /// <returns>The moved points of each conformation, as <paramref name="rest"/>.</returns>
    public static IEnumerable<double[]> Frames(FlexModel model, float[] latents, double[] rest, double offset, RigidPart? rigid)
    {
        var field = new FlowField(model);
        var locator = new PointLocator(model.Mesh);
        PointLocation[] where = new PointLocation[rest.Length / 3];
        for (int p = 0; p < where.Length; p++)
        {
            where[p] = locator.Locate(rest[3 * p] - offset, rest[3 * p + 1] - offset, rest[3 * p + 2] - offset);
        }
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

    private static float[] Latents(FlexModel model, DeformOptions options)
    {
        if (options.Latents is { } path)
        {
            return GenerateStep.ReadLatents(path, model);
        }
        int k = model.Flow.LatentDimension;
        return options.Particles is { Count: > 0 } list
            ? [.. ParticleNumbers.Parse(list, model.ParticleCount).SelectMany(p => model.Latents[(p * k)..((p + 1) * k)])]
            : throw new InputException("deform", null, "no latents", "--latents FILE or --particles 0,5,9");
    }

    private static string Extension(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant();
    }
}
