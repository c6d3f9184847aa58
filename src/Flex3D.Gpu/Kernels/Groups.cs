namespace Flex3D.Gpu.Kernels;

/// <summary>Threads that sum together.</summary>
internal static class Groups
{
    /// <summary>The largest group a kernel has room for; a group is a power of two.</summary>
    public const int Most = 128;

    /// <summary>Threads for the voxels of a run, of which there are one or two hundred: with more of them most of the time would go into adding them up.</summary>
    public const int Run = 64;
}
