using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Graph;

/// <summary>A device that keeps the sums of a step, and is lost with them.</summary>
public sealed class LostSumsTests
{
    private static readonly TimeSpan Patience = Waiting.AtMost;

    [Theory]
    [InlineData("Accumulate", 3)] // a worker finds that the device is gone
    [InlineData("Reduce", 2)]
    [InlineData("Commit", -1)]
    public async Task A_step_whose_sums_were_lost_with_their_device_is_made_anew_to_the_same_bytes(string where, int at)
    {
        var program = new FakeProgram(steps: 5, shards: 4);
        bool failed = false;
        program.Hook = (what, shard) =>
        {
            if (!failed && what == where && shard == new ShardKey(2, at))
            {
                failed = true;
                program.Lost = true;
                throw new DeviceException("it has fallen off the bus");
            }
        };
        var pool = new BufferPool<FakeProgram.Buffer>(6, _ => new());
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        ShardGraph<FakeProgram.Buffer> Graph() => new(program, pool, ledger, new ShardGraphOptions(2));
        await Should.ThrowAsync<DeviceException>(() => Graph().RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience));
        pool.Reclaim();
        await Graph().RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        program.Begun.ShouldBe([0, 2]);
        program.Model.ShouldBe(FakeProgram.Expected(5, 4));
        ledger.State.Totals.Total.ShouldBe(5 * 4 * 10);
    }
}
