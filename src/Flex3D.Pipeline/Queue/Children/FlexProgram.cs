using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Queue.Children;

/// <summary>Finds the program that is running now, to start it again for another command.</summary>
internal static class FlexProgram
{
    private const string Name = "flex3d";
    private static readonly string[] s_setsid = ["/usr/bin/setsid", "/bin/setsid"];

    /// <summary>Returns how to start <c>flex3d</c>: its own executable, or the .NET host with its assembly.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        string? self = Environment.ProcessPath;
        return self is not null && Path.GetFileNameWithoutExtension(self) == Name ? new ProcessStartInfo(self, arguments)
            : new ProcessStartInfo(Host, ["exec", Path.Combine(AppContext.BaseDirectory, Name + ".dll"), .. arguments]);
    }

    /// <summary>Returns how to start it so that neither Ctrl-C in this terminal nor its closing reaches it.</summary>
    /// <remarks>In a session of its own, where the system has <c>setsid</c>; elsewhere as <see cref="Start"/> does.</remarks>
    public static ProcessStartInfo StartAlone(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = Start(arguments);
        return s_setsid.FirstOrDefault(File.Exists) is { } setsid ? new ProcessStartInfo(setsid, [start.FileName, .. start.ArgumentList]) : start;
    }

    private static string Host => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
