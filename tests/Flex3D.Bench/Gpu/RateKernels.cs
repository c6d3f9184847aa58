using ILGPU;

namespace Flex3D.Bench.Gpu;

/// <summary>Kernels that do nothing but what is to be measured.</summary>
internal static class RateKernels
{
    /// <summary>32-bit sums of a group in shared memory.</summary>
    public const int Tile = 4096;

    /// <summary>Nothing: what starting a kernel costs.</summary>
    public static void Nothing(Index1D index, int argument)
    {
    }

    /// <summary>One thread an element.</summary>
    public static void Copy(Index1D index, ArrayView<long> from, ArrayView<long> to) => to[index] = from[index];

    /// <summary>Adds to pixels, neighbours by neighbouring threads; one thread a pixel.</summary>
    /// <param name="times">Additions a thread, each <paramref name="apart"/> pixels on.</param>
    public static void AddToImage(Index1D index, ArrayView<long> image, int times, int apart)
    {
        int pixel = index;
        for (int i = 0; i < times; i++)
        {
            Atomic.Add(ref image[pixel], 1L);
            pixel += apart;
            pixel -= pixel >= image.IntLength ? image.IntLength : 0;
        }
    }

    /// <summary>Adds to a group's own sums, neighbours by neighbouring threads, each time a row of threads on.</summary>
    /// <param name="sums">[group] one of the sums, so that they are needed.</param>
    public static void AddToTile(ArrayView<int> sums, int times)
    {
        ArrayView<int> tile = SharedMemory.Allocate<int>(Tile);
        for (int at = Group.IdxX; at < Tile; at += Group.DimX)
        {
            tile[at] = 0;
        }
        Group.Barrier();
        int sum = Group.IdxX;
        for (int i = 0; i < times; i++)
        {
            Atomic.Add(ref tile[sum], 1);
            sum = (sum + Group.DimX) & (Tile - 1);
        }
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            sums[Grid.IdxX] = tile[times & (Tile - 1)];
        }
    }
}
