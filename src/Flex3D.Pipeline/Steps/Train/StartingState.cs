using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The state that training begins with.</summary>
internal static class StartingState
{
    /// <summary>Makes the state of the flow network's initial weights, the consensus map as canonical map and as rigid control, a composition that hardly varies, and latents at zero or as given.</summary>
    /// <param name="unit">Density of one unit of the map's parameters.</param>
    /// <param name="particles">Receives the given latents.</param>
    /// <param name="given">Latents of all particles, [particle][K]; empty where none are given.</param>
    public static TrainingState Of(TrainingOptions options, EngineProblem problem, DensityMap consensus, double unit, ParticleState particles, float[] given)
    {
        var network = new FlowNetwork(problem.Flow, problem.Mesh.Mobility);
        var state = new TrainingState(particles, network.ParameterCount, consensus.Values.Length, CompositionModel.ParameterCount(problem), options.Optimizer);
        network.Initialise(options.Seed).CopyTo(state.Flow, 0);
        new CanonicalMap(problem.Binding, unit).ToParameters(consensus).CopyTo(state.Map, 0);
        state.Map.CopyTo(state.RigidMap, 0);
        CompositionModel.Initialise(options.Seed, state.Occupancy.Length).CopyTo(state.Occupancy, 0);
        state.RefinesPoses = options.RefinesPoses == true;
        (state.TurnSpread, state.ShiftSpread) = (options.FirstTurn, options.FirstShift);
        (state.RefinesDefocus, state.DefocusSpread) = (options.RefinesDefocus == true, options.RefinesDefocus == false ? 0 : options.FirstDefocus);
        (state.RigidTurnSpread, state.RigidShiftSpread) = (options.FirstTurn, options.FirstShift);
        if (given.Length > 0)
        {
            particles.Write(ParticleColumns.Latents, ColumnWriters.Input, given);
        }
        return state;
    }
}
