namespace Flex3D.Gpu.Engine;

/// <summary>Arrays of a device that serve one purpose.</summary>
/// <param name="Name">What they hold, for a person.</param>
/// <param name="Bytes">What they take together.</param>
public sealed record DeviceMemoryGroup(string Name, long Bytes);
