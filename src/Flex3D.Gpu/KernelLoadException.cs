using Flex3D.Stages.Faults;

namespace Flex3D.Gpu;

/// <summary>The error of a kernel that the compiler or a device's driver refuses.</summary>
/// <param name="kernel">Type and method of the kernel, such as <c>Splat.Project</c>.</param>
/// <param name="device">The device and the version of its driver.</param>
/// <param name="code">The code that the driver was given; null where the compiler failed or produces no text.</param>
/// <param name="language">The file name extension of such code: <c>ptx</c> or <c>cl</c>.</param>
/// <param name="log">What the driver's compiler said; null where it said nothing.</param>
public sealed class KernelLoadException(string kernel, string device, string? code, string language, string? log, Exception inner)
    : DeviceException($"kernel {kernel} could not be loaded on {device}: {inner.Message}{FirstError(log)}", inner)
{
    /// <summary>The code that the driver was given, for finding the driver's error; null where there is none.</summary>
    public string? Code => code;

    /// <summary>The name of a file in which <see cref="Code"/> can be saved.</summary>
    public string FileName => $"{kernel}.{language}";

    /// <summary>All that the driver's compiler said; null where it said nothing.</summary>
    public string? Log => log;

    // ptxas reports each error in a line, such as "ptxas application ptx input, line 12; error : …", and then that it aborted.
    private static string FirstError(string? log) =>
        log?.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) is { } line ? $" ({line.Trim()})" : "";
}
