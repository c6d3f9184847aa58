using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>A kernel's code as a driver is given it.</summary>
internal static class KernelCode
{
    /// <summary>The code and the ending of a file of its language; no code where the back end makes no text.</summary>
    /// <param name="kernel">A kernel whose first parameter is an index is grouped by the library.</param>
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
