using Flex3D.Gpu.Devices;

namespace Flex3D.Gpu.Tests;

public class DeviceFinderTests
{
    [Fact]
    public void Each_kind_has_a_line_and_each_line_a_device_or_a_reason()
    {
        IReadOnlyList<FoundDevice> found = DeviceFinder.Find();
        found.ShouldContain(device => device.Name.StartsWith("cuda", StringComparison.Ordinal));
        found.ShouldContain(device => device.Name.StartsWith("opencl", StringComparison.Ordinal));
        found.Select(device => device.Name).ShouldBeUnique();
        found.ShouldAllBe(device => device.Rejected != null || (device.MemoryBytes > 0 && device.Name.Contains(':')));
        DeviceFinder.Find().ShouldBe(found, "looking again finds the same");
    }
}
