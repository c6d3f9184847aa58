namespace Flex3D.Stages.Results;

/// <summary>The convected map at −1, 0 and +1 standard deviation of one coordinate, the others at their median.</summary>
/// <param name="Name">Name of the coordinate in the figure, e.g. "z0".</param>
public sealed record LatentAxisSlices(string Name, MapSlices Minus, MapSlices Middle, MapSlices Plus);
