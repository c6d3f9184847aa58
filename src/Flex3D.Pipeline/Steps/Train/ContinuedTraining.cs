using System.Globalization;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Begins a training with the newest checkpoint of an earlier run's (<c>train.continueFrom</c>), also where that one was stopped before its end.</summary>
internal static class ContinuedTraining
{
    /// <summary>The name of the earlier checkpoint in the identity of this training's checkpoints.</summary>
    public const string Setting = "train.continueFrom";

    // What must be the same: a mesh vertex, a weight or a particle would have another meaning otherwise, and held-out particles would have been trained on.
    private static readonly string[] s_same = ["seed", "train.validationFraction", "train.layers", "train.width", "prep/prepared.json", "prep/particles.mrcs", "mesh/mesh.json"];

    /// <summary>Returns the path of the earlier training's newest checkpoint; null where training begins anew.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string? FileOf(StepContext context)
    {
        using CheckpointReader? checkpoint = Open(context);
        return checkpoint?.Path;
    }

    /// <summary>Copies the earlier training into the state of this one before its first epoch.</summary>
    /// <exception cref="InputException">There is no such training, or it is of other images, another mesh or network.</exception>
    public static void Begin(StepContext context, TrainingOptions options, EngineProblem problem, TrainingState state)
    {
        using CheckpointReader? checkpoint = Open(context);
        if (checkpoint is null)
        {
            return;
        }
        SortedDictionary<string, string> then = CheckpointIdentity.Of(checkpoint).Entries, now = TrainStep.IdentityOf(context, "").Entries;
        string[] differences = [.. s_same.Where(name => then.GetValueOrDefault(name) != now.GetValueOrDefault(name)).Select(name => $"{name} was {then.GetValueOrDefault(name, "nothing")} and is {now.GetValueOrDefault(name, "nothing")}")];
        if (differences.Length > 0)
        {
            throw new InputException(checkpoint.Path, null, $"a training of something else ({string.Join("; ", differences)})", "the same images, mesh, network, seed and held-out particles", $"set them back; --from {context.Options.Train!.ContinueFrom} takes images and mesh from that run");
        }
        int dimension = Number(checkpoint, then, "train.latentDimension"), wanted = problem.Flow.LatentDimension;
        if (dimension > wanted)
        {
            throw new InputException(checkpoint.Path, null, $"a training of {dimension} latent coordinates", $"at most train.latentDimension = {wanted}", $"set train.latentDimension to {dimension} or more");
        }
        string before = then.GetValueOrDefault("train.optimizer", "");
        bool same = before == now["train.optimizer"];
        var flow = new FlowArchitecture(dimension, problem.Flow.HiddenLayers, problem.Flow.Width, problem.Flow.VertexCount, problem.Flow.Anchored);
        using var particles = new ParticleState(state.Particles.Count, ParticleColumns.OfRun(dimension), Path.Combine(context.Output, "earlier-particles.swap"));
        var earlier = new TrainingState(
            particles, new FlowNetwork(flow).ParameterCount, state.Map.Length, dimension * problem.Mesh.VertexCount, same ? options.Optimizer : Other(options.Optimizer));
        TrainingCheckpoint.Restore(checkpoint, earlier, int.MaxValue);
        ContinuedState.Begin(earlier, state, options, new FlowNetwork(problem.Flow), same);
        context.Run.RecordInputs([checkpoint.Path]);
        context.Log.Information(
            "training goes on from {Path}, of {Epochs} epochs{Step:l}{Added:l}{Optimiser:l}", checkpoint.Path, earlier.Epoch, earlier.Step > 0 ? $" and {earlier.Step} steps" : "",
            dimension < wanted ? $"; {wanted - dimension} latent coordinates are added, at 0 for every particle" : "", same ? "" : $"; the optimiser begins anew, as it was {before}");
    }

    private static CheckpointReader? Open(StepContext context)
    {
        if (context.Options.Train!.ContinueFrom is not { } run)
        {
            return null;
        }
        string folder = Path.Combine(RunFolder.Open(run).CheckpointsOf(TrainStep.Name), context.Part);
        if (Path.GetFullPath(run) == Path.GetFullPath(context.Run.Path))
        {
            throw new InputException(run, Setting, "the folder of this run", "that of an earlier one", "write the new run into another folder (--out), or leave out train.continueFrom");
        }
        return new CheckpointFolder(folder).OpenNewest(damaged => context.Log.Warning("{Message:l}", damaged.Message))
            ?? throw new InputException(folder, null, context.Part.Length == 0 ? "no checkpoint of a training" : "no checkpoint of a training of this half-set", "the checkpoints of an earlier run's training", context.Part.Length == 0 ? "name a run that has been trained in train.continueFrom, or leave it out" : "set train.halves to shared");
    }

    private static int Number(CheckpointReader checkpoint, SortedDictionary<string, string> entries, string name)
    {
        string text = entries.GetValueOrDefault(name, "nothing");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 8
            ? number
            : throw new InputException(checkpoint.Path, CheckpointIdentity.SectionName, $"{name} = {text}", "1 to 8");
    }

    private static OptimizerKind Other(OptimizerKind kind) => kind == OptimizerKind.Adam ? OptimizerKind.Nesterov : OptimizerKind.Adam;
}
