using System.CommandLine;
using System.Globalization;
using Flex3D.Gpu.Devices;
using Flex3D.Pipeline.Steps;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d devices</c>: what could compute here, how fast, and what cannot and why.</summary>
internal static class DevicesCommand
{
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);

    public static Command Create(TextWriter output)
    {
        var command = new Command("devices", """
            Lists the devices of this machine: memory, a rate measured for one second (latent candidates of a 64-pixel box), and
            for each that cannot be used the reason.
            """);
        command.SetAction(async (_, _) =>
        {
            int threads = Environment.ProcessorCount;
            using var cpu = new SimdEngine();
            EngineRate rate = EngineRate.Measure(cpu, threads, Measured);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"cpu        {cpu.Name}, {threads} threads, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB: {rate.ImagesPerSecond:0} images/s of {rate.Voxels} voxels")).ConfigureAwait(false);
            foreach (FoundDevice device in DeviceFinder.Find())
            {
                string memory = device.MemoryBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $", {device.MemoryBytes / 1e9:0.0} GB") : "";
                await output.WriteLineAsync($"{device.Name,-10} {device.Description}{memory}: {device.Rejected ?? "found; no step uses it yet"}").ConfigureAwait(false);
            }
            return 0;
        });
        return command;
    }
}
