using Flex3D.Gpu.Engine;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Bench.Gpu;

/// <summary>What a device can do at best, measured by kernels that do nothing else.</summary>
/// <param name="Bytes">Read and written a second, of arrays far larger than the cache.</param>
/// <param name="Atomics">64-bit additions a second into images that lie in the cache, neighbours to neighbours: no two threads meet.</param>
/// <param name="SharedAtomics">32-bit additions a second into shared memory, likewise.</param>
/// <param name="LaunchSeconds">Between two kernels that do nothing: less than that no kernel seems to take.</param>
internal sealed record DeviceRates(double Bytes, double Atomics, double SharedAtomics, double LaunchSeconds)
{
    private const long CopiedElements = 1 << 25;
    private const int ImageAdditions = 64, TileAdditions = 4096, Groups = 4096;

    /// <param name="small">A thousandth of the work, for a device that is simulated.</param>
    /// <param name="pixels">Of the images that are added to.</param>
    public static DeviceRates Measure(Accelerator accelerator, int groupSize, int pixels, bool small, DeviceStopwatch stopwatch)
    {
        AcceleratorStream stream = accelerator.DefaultStream;
        long elements = small ? CopiedElements / 1024 : CopiedElements;
        int groups = small ? Groups / 1024 : Groups, additions = small ? TileAdditions / 64 : TileAdditions;
        using var arrays = new DeviceArrays(accelerator);
        ArrayView<long> from = arrays.Allocate<long>(elements), to = arrays.Allocate<long>(elements), image = arrays.Allocate<long>(pixels);
        ArrayView<int> sums = arrays.Allocate<int>(groups);
        from.MemSetToZero(stream);
        image.MemSetToZero(stream);
        var nothing = accelerator.LoadAutoGroupedKernel<Index1D, int>(RateKernels.Nothing);
        var copy = accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<long>, ArrayView<long>>(RateKernels.Copy);
        var toImage = accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<long>, int, int>(RateKernels.AddToImage);
        var toTile = accelerator.LoadKernel<ArrayView<int>, int>(RateKernels.AddToTile);
        double copied = stopwatch.Seconds(() => copy(stream, (int)elements, from, to));
        double imaged = stopwatch.Seconds(() => toImage(stream, pixels, image, ImageAdditions, groupSize));
        double tiled = stopwatch.Seconds(() => toTile(stream, new KernelConfig(groups, groupSize), sums, additions));
        return new(
            2.0 * sizeof(long) * elements / copied,
            (double)pixels * ImageAdditions / imaged,
            (double)groups * groupSize * additions / tiled,
            stopwatch.Seconds(() => nothing(stream, 1, 0)));
    }
}
