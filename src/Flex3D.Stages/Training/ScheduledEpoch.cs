namespace Flex3D.Stages.Training;

/// <summary>One epoch of a schedule that is given, in place of the usual order of epochs; what is null follows the usual course.</summary>
/// <param name="UpdatesMap">Whether it updates the canonical map, with flow and latents fixed; else the flow, with the map fixed.</param>
/// <param name="InfersLatents">Whether latents are inferred before the flow takes steps; null for the usual rule. A map epoch keeps them.</param>
/// <param name="FlowRate">Learning rate of the flow network.</param>
/// <param name="MapRate">Step of the maps in a pass over all particles.</param>
/// <param name="LowPass">Band limit of the canonical map, cycles/pixel.</param>
public sealed record ScheduledEpoch(bool UpdatesMap, bool? InfersLatents = null, double? FlowRate = null, double? MapRate = null, double? LowPass = null);
