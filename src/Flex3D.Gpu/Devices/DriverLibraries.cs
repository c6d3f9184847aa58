using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;

namespace Flex3D.Gpu.Devices;

/// <summary>The libraries of the CUDA and OpenCL drivers, which may or may not be installed.</summary>
/// <remarks>
/// Machine images without development packages have only the numbered name (<c>libcuda.so.1</c>), which the loader does not try by itself. Linux under Windows (WSL 2) keeps
/// the driver in a folder of its own.
/// </remarks>
internal static class DriverLibraries
{
    /// <summary>The names of CUDA's driver, in the order they are tried.</summary>
    public static IReadOnlyList<string> Cuda { get; } = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"];

    /// <summary>The names of OpenCL's loader, in the order they are tried.</summary>
    public static IReadOnlyList<string> OpenCL { get; } =
        OperatingSystem.IsWindows() ? ["OpenCL.dll"] : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"] : ["libOpenCL.so.1", "libOpenCL.so"];

    private static readonly Lazy<bool> s_installed = new(() =>
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) => name switch
            {
                "cuda" => Load(Cuda),
                "OpenCL" => Load(OpenCL),
                _ => 0, // as if this resolver were not installed
            });
        }
        catch (InvalidOperationException)
        {
            // An assembly has one resolver, and another one was set before: the libraries load by the names that it knows.
        }
        return true;
    });

    /// <summary>Makes the libraries load under any of these names; takes effect once in a process.</summary>
    public static void Install() => _ = s_installed.Value;

    /// <summary>Whether one of the names can be loaded.</summary>
    public static bool Has(IEnumerable<string> names) => Load(names) != 0;

    private static nint Load(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), null, out nint handle))
            {
                return handle;
            }
        }
        return 0;
    }
}
