using Flex3D.Gpu.Devices;
using Flex3D.Pipeline.Devices;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Steps;

/// <summary>Where the work goes when a device of several, or the only one, has failed.</summary>
public class WhatIsLeftTests
{
    [Theory]
    [InlineData("0 1 2", "1", "cuda:0+cuda:2")]
    [InlineData("0 1", "0", "cuda:1")]
    [InlineData("0 1", "0 1", "cpu")]
    [InlineData("0 1", "", "cpu")] // who knows which it was
    [InlineData("0", "0", "cpu")]
    [InlineData("0", "", "cpu")]
    public void The_others_go_on_where_they_work_and_the_processor_else(string all, string broken, string left)
    {
        using ChosenEngine failed = Engines.OnProcessor(2) with { Devices = Devices(all) };
        IReadOnlyList<FoundDevice> lost = Devices(broken);
        using ChosenEngine next = Engines.WhatIsLeft(failed, 2, Open);
        next.Name.ShouldBe(left);
        next.PassedOver.Count.ShouldBe(all.Length > 1 ? lost.Count : 0);

        ChosenEngine Open(IReadOnlyList<FoundDevice> devices) => devices.Intersect(lost).Any()
            ? throw new DeviceException("it has fallen off the bus")
            : new ChosenEngine(new SimdEngine(), string.Join('+', devices.Select(device => device.Name)), 2 * devices.Count, 2) { Devices = devices };
    }

    [Theory]
    [InlineData("", "cuda:0", 0)]
    [InlineData("0", "cuda:1", 1)]
    [InlineData("0 1", "cpu", 2)]
    public void The_first_that_works_is_chosen_and_those_before_it_are_told(string broken, string chosen, int passed)
    {
        IReadOnlyList<FoundDevice> lost = Devices(broken), all = [.. Devices("0 1"), new("opencl", "none", 0, "no driver")];
        using ChosenEngine first = Engines.First(all, 2, device => lost.Contains(device)
            ? throw new DeviceException($"{device.Name}: Unable to find an entry point named 'cuCtxGetSharedMemConfig'")
            : new ChosenEngine(new SimdEngine(), device.Name, 2, 2));
        first.Name.ShouldBe(chosen);
        first.PassedOver.Select(fault => fault.Message[..6]).ShouldBe([.. lost.Select(device => device.Name)]);
        first.PassedOver.Count.ShouldBe(passed);
    }

    private static IReadOnlyList<FoundDevice> Devices(string indices) =>
        [.. indices.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(index => new FoundDevice($"cuda:{index}", "a card", 1 << 30, null))];
}
