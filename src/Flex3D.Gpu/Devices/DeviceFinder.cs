using System.Runtime.ExceptionServices;
using ILGPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Devices;

/// <summary>Finds accelerators, and gives the reason for each one that cannot be used: the library itself leaves those out without a message.</summary>
/// <remarks>No driver library has to be present, and nothing throws where a driver is broken.</remarks>
public static class DeviceFinder
{
    /// <summary>The oldest OpenCL C version that supports all that the kernels need.</summary>
    private const int LeastOpenCLMajor = 2;

    /// <summary>Lists CUDA devices, then OpenCL devices; at least one entry for each kind.</summary>
    public static IReadOnlyList<FoundDevice> Find() => [.. Of("cuda", DriverLibraries.Cuda, Cuda), .. Of("opencl", DriverLibraries.OpenCL, OpenCL)];

    /// <summary>Whether any driver is present. Checked first, as it costs no more than looking for a file.</summary>
    public static bool HasDriver => DriverLibraries.Has(DriverLibraries.Cuda) || DriverLibraries.Has(DriverLibraries.OpenCL);

    private static IReadOnlyList<FoundDevice> Of(string kind, IReadOnlyList<string> libraries, Func<IReadOnlyList<FoundDevice>> find) =>
        DriverLibraries.Has(libraries) ? Of(kind, find) : [new(kind, "none", 0, $"no driver: {string.Join(" or ", libraries)} was not found")];

    /// <summary>Lists the devices of a kind whose driver is present.</summary>
    /// <param name="find">Asks the library for them.</param>
    internal static IReadOnlyList<FoundDevice> Of(string kind, Func<IReadOnlyList<FoundDevice>> find)
    {
        // The library lists no device where its driver fails, and drops the reason: it is the last exception that this thread saw.
        int thread = Environment.CurrentManagedThreadId;
        Exception? dropped = null;
        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            DriverLibraries.Install();
            IReadOnlyList<FoundDevice> found = find();
            return found.Count > 0 ? found
                : [new(kind, "none", 0, dropped is null ? "the driver is installed and reports no device" : $"the driver is installed and failed: {dropped.Message}")];
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return [new(kind, "none", 0, $"the driver failed: {broken.Message}")];
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }

        void Note(object? sender, FirstChanceExceptionEventArgs seen) => dropped = Environment.CurrentManagedThreadId == thread ? seen.Exception : dropped;
    }

    /// <summary>Asks CUDA's driver for its devices.</summary>
    /// <remarks>
    /// The library's other way, to register devices with a context, sets a resolver of libraries at each call on Linux under Windows. That fails where one is set: ours, or its
    /// own of the call before.
    /// </remarks>
    internal static IReadOnlyList<CudaDevice> CudaDevices() => [.. CudaDevice.GetDevices(_ => true).Cast<CudaDevice>()];

    private static IReadOnlyList<FoundDevice> Cuda() =>
        [.. CudaDevices().Select(device => new FoundDevice(
            $"cuda:{device.DeviceId}", $"{device.Name}, compute capability {device.Architecture}, driver {device.DriverVersion}", device.MemorySize,
            device.Architecture is null ? "its architecture is unknown to ILGPU"
                : device.InstructionSet is null ? $"driver {device.DriverVersion} is too old for its instruction sets: install 11.0 or newer" : null))];

    private static IReadOnlyList<FoundDevice> OpenCL()
    {
        List<CLDevice> seen = [];
        using Context context = Context.Create(builder => builder.OpenCL(device =>
        {
            seen.Add(device);
            return false;
        }));
        return [.. seen.Select((device, index) => new FoundDevice(
            $"opencl:{index}", $"{device.Name} ({device.PlatformName}), OpenCL C {device.CVersion}", device.MemorySize, WhyNot(device)))];
    }

    private static string? WhyNot(CLDevice device) =>
        device.DeviceType != CLDeviceType.CL_DEVICE_TYPE_GPU ? "no GPU: the processor's own engine is faster"
        : device.CVersion.Major < LeastOpenCLMajor ? $"OpenCL C {device.CVersion}: {LeastOpenCLMajor}.0 or newer is needed"
        : !device.Capabilities.GenericAddressSpace ? "no generic address space"
        : !device.Capabilities.Int64_Atomics ? "no atomics of 64 bits (cl_khr_int64_base_atomics), with which projections are summed"
        : !device.Capabilities.Float64 ? "no double precision (cl_khr_fp64), in which energies are summed"
        : null;
}
