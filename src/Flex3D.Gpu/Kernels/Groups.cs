namespace Flex3D.Gpu.Kernels;

/// <summary>Threads that sum together.</summary>
internal static class Groups
{
    /// <summary>The largest group a kernel has room for; a group is a power of two.</summary>
    public const int Most = 128;
}
