namespace Flex3D.Gpu.Kernels;

/// <summary>Sizes of the thread groups that sum together.</summary>
internal static class Groups
{
    /// <summary>The largest group that a kernel has shared memory for; the size of a group is a power of two.</summary>
    public const int Most = 128;

    /// <summary>Groups that sum the energy of a row together, each a part; with one, a batch of 32 rows would leave most of a card idle. It decides how energies are rounded.</summary>
    public const int Parts = 4;

    /// <summary>The most threads that sum the voxels of one run together: a run has 30 to 200 voxels, and a warp works at once.</summary>
    public const int MostLanes = 32;

    /// <summary>The most sets of so many threads in a group.</summary>
    public const int MostSets = Most / MostLanes;

    /// <summary>Returns the logarithm of the number of threads that sum a run together.</summary>
    /// <param name="groupSize">Threads of a group, a power of two.</param>
    public static int LanesLog(int groupSize) => int.Log2(Math.Min(groupSize, MostLanes));

    /// <summary>Returns how many groups are needed for a number of runs.</summary>
    public static int ForRuns(int runs, int groupSize)
    {
        int sets = groupSize >> LanesLog(groupSize);
        return (runs + sets - 1) / sets;
    }
}
