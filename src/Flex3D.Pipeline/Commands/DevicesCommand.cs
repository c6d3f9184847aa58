using System.CommandLine;
using System.Globalization;
using Flex3D.Gpu.Devices;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d devices</c>: lists the devices of this machine, each with its speed or the reason why it cannot be used.</summary>
internal static class DevicesCommand
{
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(1);

    public static Command Create(TextWriter output)
    {
        var command = new Command("devices", """
            Lists the devices of this machine: memory, and a rate measured for one second (latent candidates of a 64-pixel box)
            or, for a device that cannot be used, the reason.
            """);
        command.SetAction(async (_, _) =>
        {
            using (ChosenEngine cpu = Engines.OnProcessor(Environment.ProcessorCount))
            {
                var processor = new FoundDevice(cpu.Name, $"{cpu.Engine.Name}, {cpu.Workers} threads", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, null);
                await output.WriteLineAsync(Line(processor, Rate(cpu))).ConfigureAwait(false);
            }
            foreach (FoundDevice device in DeviceFinder.Find())
            {
                await output.WriteLineAsync(Line(device, device.Rejected ?? RateOf(device))).ConfigureAwait(false);
            }
            return 0;
        });
        return command;
    }

    private static string Line(FoundDevice device, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{device.Name,-10} {device.Description}{(device.MemoryBytes > 0 ? $", {device.MemoryBytes / 1e9:0.0} GB" : "")}: {what}");

    // A device can be found and still fail when it is opened.
    private static string RateOf(FoundDevice device)
    {
        try
        {
            DeviceName.TryParse(device.Name, out DeviceName name);
            using ChosenEngine chosen = Engines.Create(new PipelineOptions { Device = name });
            return Rate(chosen);
        }
        catch (DeviceException broken)
        {
            return broken.Message;
        }
    }

    private static string Rate(ChosenEngine chosen)
    {
        EngineRate rate = EngineRate.Measure(chosen.Engine, chosen.Workers, Measured);
        return string.Create(CultureInfo.InvariantCulture, $"{rate.ImagesPerSecond:0} images/s of {rate.Voxels} voxels");
    }
}
