using Flex3D.Gpu.Kernels;

namespace Flex3D.Gpu.Engine;

/// <summary>The method by which a device sums the forward splat. Each method has its own rounding and gives the same bits on every run.</summary>
public enum ForwardSplat
{
    /// <summary>Sums in rectangles of shared memory (<see cref="SplatTiles"/>): an order of magnitude fewer atomics reach the second-level cache.</summary>
    Tiles,

    /// <summary>Sums with atomics directly in the image (<see cref="Splat.Project"/>): the reference for tests and timings of the tiles.</summary>
    Atomics,
}
