using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;

namespace Flex3D.Bench;

/// <summary>A training at the start of its first epoch.</summary>
internal static class BenchSession
{
    public static TrainingSession Create(EngineProblem problem, TrainingOptions options, DensityMap map, ImageSource source, ParticleState particles)
    {
        var network = new FlowNetwork(problem.Flow, problem.Mesh.Mobility);
        var state = new TrainingState(particles, network.ParameterCount, map.Values.Length, CompositionModel.ParameterCount(problem), OptimizerKind.Adam);
        network.Initialise(1).CopyTo(state.Flow, 0);
        new CanonicalMap(problem.Binding, 1).ToParameters(map).CopyTo(state.Map, 0);
        state.Map.CopyTo(state.RigidMap, 0);
        var session = new TrainingSession(problem, options, state, source, 1, Environment.ProcessorCount);
        session.BeginEpoch();
        return session;
    }
}
