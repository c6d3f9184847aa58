using Flex3D.Gpu.Engine;
using Flex3D.Stages.Faults;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Flex3D.Gpu.Devices;

/// <summary>Opens devices that <see cref="DeviceFinder"/> found.</summary>
public static class DeviceOpener
{
    /// <summary>Opens the engine on one device, or on all devices of a kind.</summary>
    /// <param name="kind"><c>cuda</c> or <c>opencl</c>.</param>
    /// <param name="index">Number of the device; null for all that can be used.</param>
    /// <param name="splat">How the forward splat is summed.</param>
    /// <param name="rows">The most candidates on a device at once.</param>
    /// <exception cref="DeviceException">There is no such device, or it cannot be used: the message lists the devices found.</exception>
    public static GpuEngine Open(string kind, int? index, ForwardSplat splat = ForwardSplat.Tiles, int rows = GpuEngine.MostRows)
    {
        (IReadOnlyList<FoundDevice> wanted, string? whyNot) = Choose(kind, index);
        return whyNot is null ? Open(wanted, splat, rows) : throw new DeviceException(whyNot);
    }

    /// <summary>Opens the engine on devices of one kind.</summary>
    /// <param name="devices">At least one.</param>
    /// <param name="splat">How the forward splat is summed.</param>
    /// <param name="rows">The most candidates on a device at once.</param>
    /// <exception cref="DeviceException">One of them cannot be used.</exception>
    public static GpuEngine Open(IReadOnlyList<FoundDevice> devices, ForwardSplat splat = ForwardSplat.Tiles, int rows = GpuEngine.MostRows)
    {
        string[] names = [.. devices.Select(device => device.Name)];
        return Open(names, () => Open(devices[0].Kind, names, splat, rows));
    }

    /// <summary>Opens devices; where the library, its driver or a symbol of the driver that it needs is not there, says so.</summary>
    /// <exception cref="DeviceException">One of them cannot be used.</exception>
    internal static GpuEngine Open(IReadOnlyList<string> names, Func<GpuEngine> open)
    {
        try
        {
            return open();
        }
        catch (Exception broken) when (DriverFaults.IsRefusal(broken))
        {
            throw new DeviceException($"device {string.Join(", ", names)} could not be opened: {DriverFaults.Reason(broken)}", broken);
        }
    }

    /// <summary>Chooses the devices without opening them; where they cannot be used, also returns a sentence that says so and lists the devices found.</summary>
    /// <param name="kind"><c>cuda</c> or <c>opencl</c>.</param>
    /// <param name="index">Number of the device; null for all that can be used.</param>
    public static (IReadOnlyList<FoundDevice> Wanted, string? WhyNot) Choose(string kind, int? index)
    {
        FoundDevice[] found = [.. DeviceFinder.Find().Where(device => device.Kind == kind)];
        FoundDevice[] wanted = [.. found.Where(device => index is null ? device.Rejected is null : device.Index == index)];
        if (wanted.Length > 0 && wanted.All(device => device.Rejected is null))
        {
            return (wanted, null);
        }
        string there = string.Join("; ", found.Select(device => $"{device.Name} {device.Description}{(device.Rejected is null ? "" : $": {device.Rejected}")}"));
        return (wanted, $"device {kind}:{(index is null ? "all" : index)} cannot be used; found: {there}");
    }

    private static GpuEngine Open(string kind, IReadOnlyList<string> names, ForwardSplat splat, int rows)
    {
        var owned = new Owned();
        try
        {
            int seen = -1;
            owned.Context = Context.Create(builder =>
            {
                builder.Optimize(OptimizationLevel.O2);
                if (kind == "opencl")
                {
                    builder.OpenCL(_ => names.Contains($"opencl:{++seen}"));
                }
            });
            Device[] devices = kind == "cuda"
                ? [.. DeviceFinder.CudaDevices().Where(device => names.Contains($"cuda:{device.DeviceId}"))]
                : [.. owned.Context.Devices];
            foreach (Device device in devices)
            {
                owned.Accelerators.Add(device.CreateAccelerator(owned.Context));
            }
            return owned.Accelerators.Count > 0 ? new GpuEngine(owned.Accelerators, owned, rows, splat) : throw new DeviceException($"{string.Join(", ", names)} disappeared while it was opened");
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    private sealed class Owned : IDisposable
    {
        public Context? Context { get; set; }

        public List<Accelerator> Accelerators { get; } = [];

        public void Dispose()
        {
            foreach (IDisposable? owned in (IEnumerable<IDisposable?>)[.. Accelerators, Context])
            {
                try
                {
                    owned?.Dispose();
                }
                catch (Exception lost) when (DriverFaults.IsRefusal(lost))
                {
                    // A lost device takes its resources with it; disposing of them must not fail the run that continues without it.
                }
            }
        }
    }
}
