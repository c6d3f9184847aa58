using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>Finds the program that is running now, to start it again for another command.</summary>
internal static class FlexProgram
{
    private const string Name = "flex3d";

    /// <summary>Returns how to start <c>flex3d</c> with arguments: its own executable, or the .NET host with its assembly.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        string? self = Environment.ProcessPath;
        return self is not null && Path.GetFileNameWithoutExtension(self) == Name ? new ProcessStartInfo(self, arguments)
            : new ProcessStartInfo(Host, ["exec", Path.Combine(AppContext.BaseDirectory, Name + ".dll"), .. arguments]);
    }

    private static string Host => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
