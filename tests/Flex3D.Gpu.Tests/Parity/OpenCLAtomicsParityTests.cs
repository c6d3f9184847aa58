using Flex3D.Gpu.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The kernels on a device of this kind, the splat's sums made on the image itself.</summary>
public sealed class OpenCLAtomicsParityTests() : DeviceParity("opencl", ForwardSplat.Atomics);
