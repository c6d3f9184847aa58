using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Compiles a kernel to the code that a driver is given.</summary>
internal static class KernelCode
{
    /// <summary>Returns the code and the file name extension of its language; null where the back end produces no text.</summary>
    /// <param name="kernel">The kernel. Where its first parameter is an index, the library forms the thread groups.</param>
    public static (string? Text, string Language) Of(Backend backend, MethodInfo kernel)
    {
        EntryPointDescription entry = kernel.GetParameters()[0].ParameterType == typeof(Index1D)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
            : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        return backend.Compile(entry, KernelSpecialization.Empty) switch
        {
            PTXCompiledKernel ptx => (ptx.PTXAssembly, "ptx"),
            CLCompiledKernel cl => (cl.Source, "cl"),
            _ => (null, ""),
        };
    }
}
