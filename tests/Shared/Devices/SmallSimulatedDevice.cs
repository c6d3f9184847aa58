using ILGPU.Runtime.CPU;

namespace Flex3D.Tests.Devices;

/// <summary>A simulated device whose groups have four threads in two warps, for what does not depend on the size of groups.</summary>
public sealed class SmallSimulatedDevice() : SimulatedDevice(new CPUDevice(numThreadsPerWarp: 2, numWarpsPerMultiprocessor: 2, numMultiprocessors: 1));
