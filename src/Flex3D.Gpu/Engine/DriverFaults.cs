using ILGPU;
using ILGPU.Runtime;

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

    /// <summary>The message of the exception that says what is missing or refused.</summary>
    public static string Reason(Exception fault) => fault is TypeInitializationException { InnerException: { } inner } ? Reason(inner) : fault.Message;
}
