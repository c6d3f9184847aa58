using Flex3D.Stages.Faults;

namespace Flex3D.Gpu;

/// <summary>A kernel that a device's driver refuses, or the compiler before it.</summary>
/// <param name="kernel">Its type and method, such as <c>Splat.Project</c>.</param>
/// <param name="device">The device, with its driver.</param>
/// <param name="code">What the driver was given; null where the compiler failed, or makes no text.</param>
/// <param name="language">The ending of a file of such code: <c>ptx</c> or <c>cl</c>.</param>
public sealed class KernelLoadException(string kernel, string device, string? code, string language, Exception inner)
    : DeviceException($"kernel {kernel} could not be loaded on {device}: {inner.Message}", inner)
{
    /// <summary>What the driver was given, for whoever looks for its mistake; null where there is none.</summary>
    public string? Code => code;

    /// <summary>The name of a file for <see cref="Code"/>.</summary>
    public string FileName => $"{kernel}.{language}";
}
