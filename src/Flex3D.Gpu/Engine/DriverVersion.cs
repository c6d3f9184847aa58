using System.Text.RegularExpressions;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Engine;

/// <summary>The version of a device's driver. Its compiler chooses which products and sums are rounded once, so that results of two versions may differ in their last bits.</summary>
internal static partial class DriverVersion
{
    /// <summary>The file in which NVIDIA's driver on Linux says its version; the library itself only tells the version of CUDA that it supports.</summary>
    private const string NvidiaFile = "/proc/driver/nvidia/version";

    /// <summary>Returns the version of an accelerator's driver, such as <c>12.4, 550.54.15</c>; empty for the simulated device, which has no driver.</summary>
    public static string Of(Accelerator accelerator) => accelerator switch
    {
        CudaAccelerator cuda => Cuda($"{cuda.DriverVersion}", NvidiaFile),
        CLAccelerator cl => $"{cl.PlatformName} {CLAPI.CurrentAPI.GetDeviceInfo(cl.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION)}".TrimEnd('\0', ' '),
        _ => "",
    };

    /// <summary>Returns the version of CUDA, followed by that of the driver where a file tells it.</summary>
    internal static string Cuda(string version, string file)
    {
        try
        {
            Match found = Number().Match(File.ReadAllText(file));
            return found.Success ? $"{version}, {found.Value}" : version;
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return version;
        }
    }

    [GeneratedRegex(@"\b\d{3,}\.\d+(\.\d+)*\b")]
    private static partial Regex Number();
}
