using Flex3D.Gpu.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The kernels on a device of this kind.</summary>
public sealed class OpenCLParityTests() : DeviceParity("opencl", ForwardSplat.Tiles);
