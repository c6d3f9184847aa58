using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Flex3D.Pipeline.Machine;
using Flex3D.Stages.Engine;

namespace Flex3D.Pipeline.Cluster.Joining;

/// <summary>What must be the same on two machines so that they compute the same bytes and understand each other: the program, the runtime and the arithmetic.</summary>
internal static class BuildIdentity
{
    /// <summary>The version of the messages and of what they carry.</summary>
    public const int Protocol = 4;

    /// <summary>Returns the identity of this process.</summary>
    public static IReadOnlyDictionary<string, string> Of() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["protocol"] = Protocol.ToString(CultureInfo.InvariantCulture),
        ["version"] = RunVersions.Flex3D,
        ["build"] = $"{typeof(BuildIdentity).Module.ModuleVersionId:N}-{typeof(IEngine).Module.ModuleVersionId:N}",
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["architecture"] = $"{RuntimeInformation.ProcessArchitecture}, vectors of {RunVersions.All["vectors"]} bits{(Fma.IsSupported ? ", FMA" : "")}",
        ["arithmetic"] = Arithmetic(),
    };

    /// <summary>Says in words what differs; null if nothing does.</summary>
    /// <param name="head">The identity of the head.</param>
    /// <param name="worker">The identity of the worker.</param>
    public static string? Difference(IReadOnlyDictionary<string, string> head, IReadOnlyDictionary<string, string> worker)
    {
        string[] differences = [.. head.Keys.Union(worker.Keys).Order(StringComparer.Ordinal)
            .Where(name => head.GetValueOrDefault(name) != worker.GetValueOrDefault(name))
            .Select(name => $"{name} is {worker.GetValueOrDefault(name, "nothing")} on the worker and {head.GetValueOrDefault(name, "nothing")} on the head")];
        return differences.Length == 0 ? null : string.Join("; ", differences);
    }

    // The hash of functions whose last bit depends on the system's mathematical library and on the processor.
    private static string Arithmetic()
    {
        const int Count = 2048;
        double[] values = new double[5 * Count];
        for (int i = 0; i < Count; i++)
        {
            double x = (i + 0.37) * 0.0173;
            (values[5 * i], values[5 * i + 1], values[5 * i + 2], values[5 * i + 3], values[5 * i + 4]) = (Math.Exp(-x), Math.Sin(x), Math.Cos(x), Math.Log(x), Math.Pow(x, 1.5) + MathF.Exp((float)-x) + MathF.Sin((float)x));
        }
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes<double>(values)).ToString("x32", CultureInfo.InvariantCulture);
    }
}
