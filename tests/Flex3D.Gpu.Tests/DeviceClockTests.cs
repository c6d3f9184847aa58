using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>The time in which a device has work.</summary>
public sealed class DeviceClockTests
{
    [Fact]
    public void It_is_the_time_in_which_any_queue_has_work()
    {
        var time = new HandClock();
        var clock = new DeviceClock(time);
        time.Now = 10;
        clock.Begin();
        time.Now = 14;
        clock.Begin(); // another queue
        time.Now = 16;
        clock.End();
        clock.Busy.ShouldBe(TimeSpan.FromSeconds(6), "it works still");
        time.Now = 17;
        clock.End();
        time.Now = 30;
        clock.Busy.ShouldBe(TimeSpan.FromSeconds(7));
        clock.Begin();
        time.Now = 31;
        clock.End();
        clock.Busy.ShouldBe(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void An_engine_counts_its_calls_and_rests_between_them()
    {
        using SimulatedDevice device = SimulatedDevice.Quick();
        var world = new SmallWorld(box: 12, particles: 2);
        using var engine = new GpuEngine([device.Accelerator]);
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        engine.BusySeconds.ShouldBe(0);
        evaluator.Evaluate(world.LivelyShard(), world.AllLatents(2), 1, new CandidateEnergy[2]);
        double? busy = engine.BusySeconds;
        busy.ShouldNotBeNull().ShouldBeGreaterThan(0);
        engine.BusySeconds.ShouldBe(busy, "nothing is under way");
    }

    // Stands still until it is set, seconds.
    private sealed class HandClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }
}
