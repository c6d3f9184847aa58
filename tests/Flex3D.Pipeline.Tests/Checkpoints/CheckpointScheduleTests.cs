using Flex3D.Pipeline.Checkpoints;

namespace Flex3D.Pipeline.Tests.Checkpoints;

public class CheckpointScheduleTests
{
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(3);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    [Fact]
    public void One_is_due_after_so_many_steps_and_the_count_begins_anew_with_each()
    {
        var schedule = new CheckpointSchedule(2, TimeSpan.FromHours(1), new Clock());
        foreach (int _ in new[] { 1, 2 })
        {
            schedule.Due.ShouldBeFalse();
            schedule.Committed();
            schedule.Due.ShouldBeFalse();
            schedule.Committed();
            schedule.Due.ShouldBeTrue();
            schedule.Saved();
        }
    }

    [Fact]
    public void One_is_due_after_so_much_time_whatever_the_steps()
    {
        var clock = new Clock();
        var schedule = new CheckpointSchedule(null, TimeSpan.FromMinutes(10), clock);
        schedule.Committed();
        clock.Now += TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1);
        schedule.Due.ShouldBeFalse();
        clock.Now += TimeSpan.FromTicks(1);
        schedule.Due.ShouldBeTrue();
        schedule.Saved();
        schedule.Due.ShouldBeFalse();
        clock.Now += TimeSpan.FromMinutes(11);
        schedule.Due.ShouldBeTrue();
    }
}
