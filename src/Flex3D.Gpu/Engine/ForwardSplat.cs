using Flex3D.Gpu.Kernels;

namespace Flex3D.Gpu.Engine;

/// <summary>How the forward splat sums on a device. Each gives the same bits on every run, and bits of its own.</summary>
public enum ForwardSplat
{
    /// <summary>In rectangles of shared memory (<see cref="SplatTiles"/>): an order of magnitude fewer atomics reach the second-level cache.</summary>
    Tiles,

    /// <summary>With atomics on the image itself (<see cref="Splat.Project"/>): what tiles are measured against.</summary>
    Atomics,
}
