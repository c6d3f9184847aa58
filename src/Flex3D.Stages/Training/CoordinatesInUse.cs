using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Training;

/// <summary>Decides at the end of epochs which latent coordinates are in use, and how latents are laid out in them (<see cref="EpochSchedule"/> says when).</summary>
internal sealed class CoordinatesInUse(EngineProblem problem, TrainingOptions options, TrainingState state, CanonicalMap map, int parallelism)
{
    /// <summary>Lays out the latents, or ends the trial of a coordinate, where the epoch has it so.</summary>
    /// <param name="lowPass">Band limit of the map in the epoch.</param>
    /// <param name="untrained">Particles on which neither may depend, ascending.</param>
    public void EndEpoch(double lowPass, int[] untrained)
    {
        if (EpochSchedule.LaysOut(options, state.Epoch))
        {
            LayOut(lowPass, untrained);
        }
        if (EpochSchedule.EndsTrial(options, state.Epoch))
        {
            EndTrial(untrained);
        }
    }

    /// <summary>Begins the trial of a coordinate that was left out, where the epoch has it so and there is one.</summary>
    public void Try()
    {
        if (EpochSchedule.TriesCoordinate(options, state.Epoch) && state.ActiveLatents < problem.Flow.LatentDimension)
        {
            CoordinateTrial.Begin(Network(), state.Flow, state.ActiveLatents++, options.Seed);
        }
    }

    // The flow stays the same motion, as a function of the new latents.
    private void LayOut(double lowPass, int[] untrained)
    {
        var model = new FlexModel
        {
            Mesh = problem.Mesh,
            Flow = problem.Flow,
            FlowParameters = [.. state.Flow],
            Latents = [],
            RigidityStrength = 0,
            Box = problem.Box,
            PixelSizeAngstrom = problem.PixelSizeAngstrom,
            TrainingBox = problem.Box,
            Seed = options.Seed,
            MotionSupported = null,
            WholeMoves = options.WholeMoves,
        };
        float[] density = ModelMotion.VertexDensity(problem.Mesh, map.ToMap(state.Map, lowPass), problem.Binding);
        if (!density.Any(weight => weight > 0))
        {
            return; // nothing whose motion could be measured
        }
        var layout = PrincipalLayout.Find(model, density, state.Particles, untrained, options.Prior.Scale, options.Prior.Pull, EpochSchedule.Anchors(options, state.Epoch), options.Seed, parallelism);
        layout.Apply(state.Particles, parallelism);
        layout.FlowParameters.CopyTo(state.Flow, 0);
        state.FlowOptimizer.Reset();
        state.ActiveLatents = layout.Active;
    }

    // Of the record of the epoch with which the first round ended, the trial's coordinate is the one more.
    private void EndTrial(int[] untrained)
    {
        int last = state.ActiveLatents - 1;
        if (last >= state.History[options.Epochs - options.SecondRound - 1].ActiveLatents && !CoordinateTrial.Holds(state.Particles, untrained, last))
        {
            CoordinateTrial.End(Network(), state.Flow, [state.FlowOptimizer.First, state.FlowOptimizer.Second], state.Particles, last);
            state.ActiveLatents = last;
        }
    }

    private FlowNetwork Network() => new(problem.Flow, problem.Mesh.Mobility);
}
