using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Configuration;

public class DeviceNameTests
{
    [Theory]
    [InlineData("cpu", "cpu", null)]
    [InlineData("cuda:0", "cuda", 0)]
    [InlineData("cuda:all", "cuda", null)]
    [InlineData("opencl:12", "opencl", 12)]
    public void A_name_is_read_and_written(string text, string kind, int? index)
    {
        DeviceName.TryParse(text, out DeviceName name).ShouldBeTrue();
        name.ShouldBe(new DeviceName(kind, index));
        name.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CPU")]
    [InlineData("cpu:0")]
    [InlineData("cuda")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:0:1")]
    [InlineData("cuda:99999999999")]
    [InlineData("vulkan:0")]
    public void What_is_no_name_is_not_read(string text) => DeviceName.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(null, null)]
    [InlineData("auto", null)]
    [InlineData("opencl:1", "opencl:1")]
    public void The_environment_may_name_a_device(string? value, string? name) => (DeviceName.Named(value)?.ToString()).ShouldBe(name);

    [Fact]
    public void The_environment_may_not_name_nonsense() =>
        Should.Throw<InputException>(() => DeviceName.Named("gpu")).Message.ShouldContain("FLEX3D_DEVICE");
}
