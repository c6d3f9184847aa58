namespace Flex3D.Simulator;

/// <summary>What happened in simulated runs.</summary>
internal sealed class Statistics : Tally<Happened>;
