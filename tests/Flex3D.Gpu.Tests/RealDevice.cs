using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;

namespace Flex3D.Gpu.Tests;

/// <summary>A device of this machine.</summary>
internal static class RealDevice
{
    /// <summary>The first of a kind that can be used; where there is none the test is skipped, and says why.</summary>
    public static GpuEngine Open(string kind, ForwardSplat splat = ForwardSplat.Tiles)
    {
        FoundDevice[] found = [.. DeviceFinder.Find().Where(device => device.Kind == kind)];
        FoundDevice? usable = Array.Find(found, device => device.Rejected is null);
        Assert.SkipWhen(usable is null, string.Join("; ", found.Select(device => $"{device.Name}: {device.Rejected}")));
        return DeviceOpener.Open([usable!], splat);
    }
}
