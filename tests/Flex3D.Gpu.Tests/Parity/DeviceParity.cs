using Flex3D.Gpu.Devices;
using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>The kernels on the first device of a kind, where there is one.</summary>
public abstract class DeviceParity(string kind, ForwardSplat splat) : EngineParity
{
    internal override IEngine Open()
    {
        FoundDevice[] found = [.. DeviceFinder.Find().Where(device => device.Name.StartsWith(kind, StringComparison.Ordinal))];
        FoundDevice? usable = Array.Find(found, device => device.Rejected is null);
        Assert.SkipWhen(usable is null, string.Join("; ", found.Select(device => $"{device.Name}: {device.Rejected}")));
        return DeviceOpener.Open(kind, usable!.Index, splat);
    }
}
