using System.Runtime.CompilerServices;
using Flex3D.Pipeline.Configuration;

namespace Flex3D.Pipeline.Tests;

/// <summary>The processor computes in these tests and in the programs that they start, whatever cards the machine has: their expectations are its bits.</summary>
internal static class DeviceOfTests
{
    [ModuleInitializer]
    internal static void Choose() => Environment.SetEnvironmentVariable(DeviceName.Variable, "cpu");
}
