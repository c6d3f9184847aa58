namespace Flex3D.Gpu.Kernels;

/// <summary>Sizes of the thread groups that sum together.</summary>
internal static class Groups
{
    /// <summary>The largest group that a kernel has shared memory for; the size of a group is a power of two.</summary>
    public const int Most = 128;

    /// <summary>Groups that sum the energy of a row together, each a part; with one, a batch of 32 rows would leave most of a card idle. It decides how energies are rounded.</summary>
    public const int Parts = 4;

    /// <summary>Threads of a group that sums the voxels of one run. A run has one or two hundred voxels: with more threads most of the time would go into the final sum.</summary>
    public const int Run = 64;
}
