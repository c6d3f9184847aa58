using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Engine;

/// <summary>Loads kernels on an accelerator, and says of one that cannot be loaded which it is and what the driver was given.</summary>
/// <param name="loading">Told the name of each kernel before it is loaded: how tests make one fail. Null for nobody.</param>
internal sealed class KernelLoader(Accelerator accelerator, Action<string>? loading)
{
    /// <summary>Whether an exception is how ILGPU says that it, or a driver, cannot do something.</summary>
    public static bool IsRefusal(Exception fault) => fault is AcceleratorException or InternalCompilerException or NotSupportedException;

    /// <summary>What starts <paramref name="kernel"/>.</summary>
    /// <param name="load">The accelerator's way of loading it: grouped by the library, or as it is.</param>
    /// <exception cref="KernelLoadException">It cannot be loaded.</exception>
    public TLauncher Load<TKernel, TLauncher>(TKernel kernel, Func<TKernel, TLauncher> load)
        where TKernel : Delegate
    {
        string name = $"{kernel.Method.DeclaringType!.Name}.{kernel.Method.Name}";
        try
        {
            loading?.Invoke(name);
            return load(kernel);
        }
        catch (Exception refused) when (IsRefusal(refused))
        {
            (string? code, string language) = Code(kernel.Method);
            throw new KernelLoadException(name, Device, code, language, refused);
        }
    }

    private string Device => accelerator.Name + accelerator switch
    {
        CudaAccelerator cuda => $" (driver {cuda.DriverVersion})",
        CLAccelerator cl => $" ({cl.PlatformName}, OpenCL C {cl.CVersion})",
        _ => "",
    };

    private (string? Text, string Language) Code(MethodInfo kernel)
    {
        try
        {
            return KernelCode.Of(accelerator.GetBackend(), kernel);
        }
        catch (Exception refused) when (IsRefusal(refused))
        {
            return (null, ""); // it is the compiler that failed: it has said so already
        }
    }
}
