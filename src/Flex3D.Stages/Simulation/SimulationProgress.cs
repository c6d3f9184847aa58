namespace Flex3D.Stages.Simulation;

/// <summary>Particles written so far.</summary>
public readonly record struct SimulationProgress(int Done, int Total);
