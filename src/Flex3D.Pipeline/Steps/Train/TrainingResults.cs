using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Machine;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Writes the results of a finished training: the model, latents and principal coordinates beside every input column, the canonical map and the plots.</summary>
internal static class TrainingResults
{
    private const string ModelName = "model.npz";

    public static string ModelFileOf(StepContext context) => context.ResultOf(TrainStep.Name, ModelName, "model");

    /// <summary>Returns the path of the model that was learned from a half-set alone.</summary>
    /// <exception cref="Stages.Faults.InputException">It is missing.</exception>
    public static string ModelFileOf(StepContext context, int half) => context.ResultOf(TrainStep.Name, Path.Combine(HalfTrainings.PartOf(half), ModelName), $"model of half-set {half}");

    /// <summary>Returns the path of the model that a run's training writes; the file need not exist.</summary>
    public static string ModelFileOf(RunFolder run) => Path.Combine(run.Of(TrainStep.Name), ModelName);

    /// <summary>Writes the model, with every particle's state, and the history of the training.</summary>
    public static FlexModel WriteModel(StepContext context, TrainingSession session, EngineProblem problem, PreparedFiles prepared)
    {
        TrainingState state = session.State;
        HeldOutLoss heldOut = TrainingHistory.HeldOut(state.History, prepared.MagnificationDifference);
        var model = new FlexModel
        {
            Name = context.Options.Name,
            Mesh = problem.Mesh,
            Flow = problem.Flow,
            FlowParameters = state.Flow,
            Latents = EveryNthLatents(state.Particles),
            TotalParticles = state.Particles.Count,
            RigidityStrength = state.History[^1].RigidityStrength,
            Box = prepared.FullBox,
            PixelSizeAngstrom = prepared.PixelSizeAngstrom,
            TrainingBox = prepared.TrainingBox,
            Seed = session.Options.Seed,
            MotionSupported = heldOut.Supported,
            WholeMoves = session.Options.WholeMoves,
            Heterogeneity = heldOut.Kind,
        };
        ModelFile.Write(Path.Combine(context.Output, ModelName), model, new EstimatedColumns(state.Particles));
        TrainingHistory.Write(context.Output, state.History);
        HeldOutFile.Write(context.Output, state.HeldOut);
        return model;
    }

    /// <param name="rows">Row of each particle in the input file; null if all rows are used.</param>
    public static FlexModel Write(StepContext context, TrainingSession session, EngineProblem problem, PreparedFiles prepared, int[]? rows, double unit)
    {
        FlexModel model = WriteModel(context, session, problem, prepared);
        TrainingState state = session.State;
        HeldOutLoss heldOut = TrainingHistory.HeldOut(state.History, prepared.MagnificationDifference);
        if (heldOut.Kind == Heterogeneity.Untested)
        {
            context.Log.Warning("the motion was not tested on held-out particles: the maps are made with an unverified motion");
        }
        else if (heldOut.Kind != Heterogeneity.Motion)
        {
            context.Log.Warning(
                "{Found:l} The flow gains {Gain} ± {Error} a held-out particle.", HeterogeneityText.Of(heldOut.Kind, heldOut.Supported), Math.Round(heldOut.Motion.Gain, 2), Math.Round(heldOut.Motion.Error, 2));
        }
        double lowPass = EpochSchedule.At(session.Options, session.Options.Epochs).LowPass;
        DensityMap canonical = new CanonicalMap(problem.Binding, unit).ToMap(state.Map, lowPass);
        ParticleResults.Write(context, prepared, model, ModelMotion.VertexDensity(problem.Mesh, canonical, problem.Binding), new EstimatedColumns(state.Particles), rows);
        MrcMap.Write(Path.Combine(context.Run.Path, "maps", "canonical.mrc"), canonical, "Flex3D canonical map of training");
        CompositionMap.Write(context, problem, state);
        ProcessMemory.Release(); // the plots must not need memory on top of the tables' garbage
        string plots = Path.Combine(context.Run.Path, "plots");
        new LatentFigure(model.Latents, model.Flow.LatentDimension, model.TotalParticles).Save(plots, "latents");
        new LossFigure([.. state.History.Select(record => new LossEpoch(record.Epoch + 1, record.Loss, record.HeldOutRigid, record.HeldOutFlexed))]).Save(plots, "loss");
        return model;
    }

    // As many particles as pictures and summaries need, evenly spread over the table.
    private static float[] EveryNthLatents(IParticleState particles)
    {
        int every = ModelFile.EveryOf(particles.Count, ModelFile.EnoughParticles), count = (particles.Count + every - 1) / every;
        var shown = new ParticleBlock(particles.Layout, count);
        for (int i = 0; i < count; i++)
        {
            particles.Read(i * every, 1, shown, i);
        }
        return [.. shown.Column(ParticleColumns.Latents)];
    }
}
