namespace Flex3D.Bench.Gpu;

/// <summary>What an item of a kernel's work costs at least.</summary>
/// <param name="Bytes">Read from and written to the device's memory: what each row streams, once. What lies in the cache all the same is not deducted, so a fraction of the bandwidth may exceed one.</param>
/// <param name="Flops">Additions, multiplications and divisions.</param>
/// <param name="Atomics">Additions of 64-bit integers into an image.</param>
/// <param name="SharedAtomics">Additions of 32-bit integers into a group's shared memory.</param>
internal readonly record struct KernelCost(double Bytes, double Flops, double Atomics = 0, double SharedAtomics = 0);
