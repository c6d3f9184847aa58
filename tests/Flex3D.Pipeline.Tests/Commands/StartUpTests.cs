using System.Diagnostics;
using System.Text;
using Flex3D.Pipeline.Tests.Whole;

namespace Flex3D.Pipeline.Tests.Commands;

/// <summary>Whoever computes on the processor does not pay for devices, nor for the queue of <c>flex3d watch</c>, nor for a cluster: nothing that drives them is loaded.</summary>
public sealed class StartUpTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Training_on_the_processor_loads_nothing_that_drives_devices_and_listing_devices_looks_for_drivers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a record of the system's loader");
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", In("prepared"), "--training-box", "16");
        await Flex.DoneAsync("mesh", "--from", In("prepared"), "--out", In("mesh"), "--cell-size", "24");
        (byte[] modules, string libraries) = await LoadedByAsync(
            "train", "--device", "cpu", "--from", In("mesh"), "--out", In("trained"), "--epochs", "2", "--warm-up-epochs", "1", "--batch-size", "32", "--layers", "2", "--width", "32");
        Names(modules, "Flex3D.Stages.dll").ShouldBeTrue("there is a record of modules");
        Names(modules, "ILGPU").ShouldBeFalse();
        Names(modules, "Sqlite").ShouldBeFalse("the queue of flex3d watch is not opened");
        Names(modules, "System.Net.HttpListener").ShouldBeFalse();
        Names(modules, "Microsoft.AspNetCore.Http").ShouldBeFalse("what flex3d serve is made of is not loaded");
        Names(modules, "Akka.dll").ShouldBeTrue("there is a record of the actors");
        foreach (string cluster in (string[])["Akka.Cluster", "Akka.Remote", "DotNetty", "Google.Protobuf"])
        {
            Names(modules, cluster).ShouldBeFalse($"{cluster} drives a cluster, and none was asked for");
        }
        libraries.ShouldContain("libSystem.Native", customMessage: "there is a record of libraries");
        libraries.ShouldNotContain("libcuda");
        libraries.ShouldNotContain("libOpenCL");

        (_, libraries) = await LoadedByAsync("devices");
        libraries.ShouldContain("libcuda");
        libraries.ShouldContain("libOpenCL");
    }

    // What the runtime and the system's loader say of what they load and look for, in files of their own.
    private async Task<(byte[] Modules, string Libraries)> LoadedByAsync(params string[] args)
    {
        var start = new ProcessStartInfo(RealProgram.Host, ["exec", RealProgram.Assembly, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        string modules = In($"{args[0]}.nettrace"), libraries = In($"{args[0]}.libraries");
        start.Environment["DOTNET_EnableEventPipe"] = "1";
        start.Environment["DOTNET_EventPipeConfig"] = "Microsoft-Windows-DotNETRuntime:0x8:4"; // the loader's events
        start.Environment["DOTNET_EventPipeOutputPath"] = modules;
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = libraries; // the number of the process is put behind it
        using Process process = Process.Start(start)!;
        (int code, string text) = await RealProgram.EndAsync(process);
        code.ShouldBe(0, text);
        return (await File.ReadAllBytesAsync(modules), string.Concat(Directory.GetFiles(_folder, $"{args[0]}.libraries.*").Select(File.ReadAllText)));
    }

    private static bool Names(byte[] record, string name) => record.AsSpan().IndexOf(Encoding.Unicode.GetBytes(name)) >= 0;
}
