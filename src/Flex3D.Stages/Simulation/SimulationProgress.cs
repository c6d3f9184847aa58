namespace Flex3D.Stages.Simulation;

/// <summary>Progress of a simulation: the numbers of particles written and in total.</summary>
public readonly record struct SimulationProgress(int Done, int Total);
