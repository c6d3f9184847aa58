namespace Flex3D.Bench.Gpu;

/// <summary>A kernel of <see cref="Flex3D.Gpu.Engine.KernelSet"/> with one launch as training makes it.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Item">What its work is counted in: voxel, pixel, vertex, cell, unit or weight.</param>
/// <param name="Items">Of them in a launch, all rows together.</param>
/// <param name="Cost">Of an item.</param>
/// <param name="Launch">Starts it, and does not wait.</param>
internal sealed record KernelCase(string Name, string Item, long Items, KernelCost Cost, Action Launch);
