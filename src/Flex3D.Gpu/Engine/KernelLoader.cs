using System.Reflection;
using ILGPU.Backends;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Loads kernels on an accelerator; for a kernel that cannot be loaded, reports its name and the code that the driver was given.</summary>
/// <param name="loading">Called with the name of each kernel before it is loaded, so that tests can make one fail; null for none.</param>
internal sealed class KernelLoader(Accelerator accelerator, Action<string>? loading)
{
    /// <summary>Loads <paramref name="kernel"/> and returns its launcher.</summary>
    /// <param name="load">The accelerator's method of loading it, with thread groups formed by the library or by the kernel.</param>
    /// <exception cref="KernelLoadException">The kernel cannot be loaded.</exception>
    public TLauncher Load<TKernel, TLauncher>(TKernel kernel, Func<TKernel, TLauncher> load)
        where TKernel : Delegate
    {
        string name = $"{kernel.Method.DeclaringType!.Name}.{kernel.Method.Name}";
        using var messages = new CompilerMessages();
        try
        {
            loading?.Invoke(name);
            return load(kernel);
        }
        catch (Exception refused) when (DriverFaults.IsRefusal(refused))
        {
            (string? code, string language) = Code(kernel.Method);
            throw new KernelLoadException(name, Device, code, language, messages.Text, refused);
        }
    }

    private string Device => DriverVersion.Of(accelerator) is { Length: > 0 } version ? $"{accelerator.Name} (driver {version})" : accelerator.Name;

    private (string? Text, string Language) Code(MethodInfo kernel)
    {
        try
        {
            return KernelCode.Of(accelerator.GetBackend(), kernel);
        }
        catch (Exception refused) when (DriverFaults.IsRefusal(refused))
        {
            return (null, ""); // the compiler itself failed, and its error is already reported
        }
    }
}
