using Flex3D.Stages.Faults;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Engine;

/// <summary>Tells the exceptions by which ILGPU, a driver or the loader of its library refuses something from defects of this program.</summary>
internal static class DriverFaults
{
    /// <summary>Whether an exception says that ILGPU or a driver cannot do something, or that a driver's library or one of its functions is missing.</summary>
    /// <remarks>
    /// A driver that is too old, or so new that a function was withdrawn, ends in <see cref="EntryPointNotFoundException"/>; a library that is missing or made for another
    /// machine in <see cref="DllNotFoundException"/> or <see cref="BadImageFormatException"/>. Either may first be met while a type is initialised.
    /// </remarks>
    public static bool IsRefusal(Exception fault) => fault switch
    {
        AcceleratorException or InternalCompilerException or NotSupportedException => true,
        TypeLoadException or BadImageFormatException => true, // the first covers a missing library and a missing function
        TypeInitializationException { InnerException: { } inner } => IsRefusal(inner),
        _ => false,
    };

    /// <summary>Whether an exception says that the device's memory does not suffice.</summary>
    public static bool IsOutOfMemory(Exception fault) => fault switch
    {
        CudaException cuda => $"{cuda.Error} {cuda.Message}".Replace('_', ' ').Contains("out of memory", StringComparison.OrdinalIgnoreCase),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY,
        _ => false,
    };

    /// <summary>Makes the error of a device that has failed.</summary>
    /// <param name="device">The name that the device reports.</param>
    public static DeviceException Of(string device, Exception fault) => new($"{device} failed: {Reason(fault)}", fault);

    /// <summary>Allocates something on a device; null if its memory does not suffice.</summary>
    /// <exception cref="DeviceException">The device has failed.</exception>
    public static T? Allocate<T>(string device, Func<T> allocate)
        where T : class
    {
        try
        {
            return allocate();
        }
        catch (Exception fault) when (IsRefusal(fault))
        {
            return IsOutOfMemory(fault) ? null : throw Of(device, fault);
        }
    }

    /// <summary>The message of the exception that says what is missing or refused.</summary>
    public static string Reason(Exception fault) => fault is TypeInitializationException { InnerException: { } inner } ? Reason(inner) : fault.Message;
}
