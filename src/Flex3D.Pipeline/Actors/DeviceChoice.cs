namespace Flex3D.Pipeline.Actors;

/// <summary>Where the work is done.</summary>
/// <param name="Device"><c>cpu</c>, <c>cuda:0</c>, …</param>
/// <param name="MicroBatch">Images on the device at once; the sums of a shard do not depend on it.</param>
public sealed record DeviceChoice(string Device, int MicroBatch);
