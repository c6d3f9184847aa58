using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Tests.Graph;
using Flex3D.Stages.Numerics;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Every contribution counts once, whatever becomes of the messages: an unreliable dealer beside a graph, against a plain loop.</summary>
public class GraphDealingTests
{
    private static readonly TimeSpan Patience = Waiting.AtMost;

    /// <summary>Machines that lose, repeat and delay, as a hash of a counter decides.</summary>
    private sealed class Unreliable(ulong seed, int machines, int together = 1) : IShardDealer
    {
        private int _calls;

        public int Sent;

        public IDealing Begin(IDealtProgram program, IShardTable table)
        {
            table.SetPlaces(machines);
            return new GraphDealing(program, table, dealing =>
            {
                for (int machine = 0; machine < machines; machine++)
                {
                    _ = Task.Run(() => WorkAsync(dealing));
                }
            });
        }

        private async Task WorkAsync(GraphDealing dealing)
        {
            while (dealing.TryDeal(together) is { } deal)
            {
                byte[] result = DealtFakeProgram.Compute(deal.Model, deal.Work);
                int call = Interlocked.Increment(ref _calls);
                double fate = CounterRandom.Uniform(seed, 0x5E, (ulong)call, 0, 0);
                if (fate < 0.2)
                {
                    deal.Return(); // lost, with its machine
                    continue;
                }
                if (fate < 0.5)
                {
                    deal.Return(); // thought lost: another gets it, and the result comes after all
                    await Task.Delay(call % 4);
                }
                for (int copies = fate is > 0.4 and < 0.7 ? 2 : 1; copies > 0; copies--)
                {
                    Interlocked.Add(ref Sent, deal.Shards.Count);
                    deal.Arrived(result);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(1, 3, 2, 1)]
    [InlineData(3, 1, 3, 1)]
    [InlineData(3, 4, 4, 1)]
    [InlineData(1, 3, 5, 3)]
    [InlineData(3, 4, 6, 3)]
    public async Task Shards_that_are_lost_repeated_and_late_count_once(int workers, int machines, int seed, int together)
    {
        const int Steps = 30, Shards = 7;
        var fake = new FakeProgram(Steps, Shards);
        var dealer = new Unreliable((ulong)seed, machines, together);
        fake.Hook = (what, shard) =>
        {
            if (what == "Infer" && shard.Shard % 3 == 0)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref dealer.Sent) > shard.Step, Patience).ShouldBeTrue("machines send something in each step"); // however late they begin
            }
        };
        var program = new DealtFakeProgram(fake, together > 1);
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        var pool = new BufferPool<FakeProgram.Buffer>(2 * workers + 2, _ => new());
        await new ShardGraph<FakeProgram.Buffer>(program, pool, ledger, new ShardGraphOptions(workers), dealer: dealer).RunAsync(CancellationToken.None, CancellationToken.None).WaitAsync(Patience);
        pool.Reclaim().ShouldBe(0, "every lease is released");
        fake.Model.ShouldBe(FakeProgram.Expected(Steps, Shards));
        ledger.State.Done.ShouldBeTrue();
        ledger.State.Totals.ShouldBe(new LedgerTotals(Steps * Shards * 10, 0));
        fake.Log.Count(line => line.StartsWith("Reduce", StringComparison.Ordinal)).ShouldBe(Steps * Shards);
        program.Elsewhere.ShouldBeGreaterThan(0, "some were computed elsewhere");
        dealer.Sent.ShouldBeGreaterThan(program.Elsewhere, "and some results did not count");
        (program.Together > 0).ShouldBe(together > 1, "some came as a sum where they may");
    }

    [Fact]
    public async Task A_stop_ends_the_graph_after_the_open_step_although_shards_are_elsewhere()
    {
        var fake = new FakeProgram(20, 5);
        using var stop = new CancellationTokenSource();
        fake.Hook = (what, shard) =>
        {
            if (what == "Commit" && shard.Step == 3)
            {
                stop.Cancel();
            }
        };
        var program = new DealtFakeProgram(fake);
        var ledger = new LocalLedger(LedgerState.Begin(program.Steps, 0));
        var pool = new BufferPool<FakeProgram.Buffer>(6, _ => new());
        await new ShardGraph<FakeProgram.Buffer>(program, pool, ledger, new ShardGraphOptions(2), dealer: new Unreliable(9, 2)).RunAsync(stop.Token, CancellationToken.None).WaitAsync(Patience);
        ledger.State.OpenStep.ShouldBeInRange(4, 5);
        ledger.State.ArrivedShards.ShouldBe(0);
        fake.Model.ShouldBe(Enumerable.Range(0, 1).Aggregate(0L, (_, _) => Committed((int)ledger.State.OpenStep)));
    }

    private static long Committed(int steps) => FakeProgram.Expected(steps, 5);

    [Fact]
    public void A_result_of_another_shard_or_of_another_length_is_refused()
    {
        var program = new DealtFakeProgram(new FakeProgram(2, 3));
        var table = new Table();
        using var dealing = new GraphDealing(program, table, _ => { });
        dealing.TryDeal().ShouldBeNull("no step is open");
        dealing.Opened(0);
        Deal first = dealing.TryDeal()!, second = dealing.TryDeal()!;
        Should.Throw<Exception>(() => first.Arrived(DealtFakeProgram.Compute(second.Model, second.Work))).Message.ShouldContain("is not that of shard 0");
        Should.Throw<Exception>(() => first.Arrived(DealtFakeProgram.Compute(first.Model, first.Work).AsSpan(..^3)));
        table.Results.ShouldBe(0);
        first.Arrived(DealtFakeProgram.Compute(first.Model, first.Work));
        table.Results.ShouldBe(1);
        dealing.Closing();
        dealing.TryDeal().ShouldBeNull("the step is committed");
        dealing.Opened(1);
        second.Arrived(DealtFakeProgram.Compute(second.Model, second.Work));
        table.Results.ShouldBe(1, "a result of a step that is committed is dropped");
    }

    [Fact]
    public void Shards_are_dealt_together_only_where_their_gradients_may_be_added_up_and_come_back_together()
    {
        var table = new Table();
        using var alone = new GraphDealing(new DealtFakeProgram(new FakeProgram(1, 9)), table, _ => { });
        alone.Opened(0);
        alone.TryDeal(4)!.Shards.Count.ShouldBe(1);
        using var dealing = new GraphDealing(new DealtFakeProgram(new FakeProgram(1, 9), together: true), table, _ => { });
        dealing.Opened(0);
        Deal one = dealing.TryDeal(1)!, four = dealing.TryDeal(4)!;
        (one.Shards.Count, one.Work.Units.Count).ShouldBe((1, 0));
        (four.Shards.Count, four.Work.Units.Count, four.Quarantined.Count).ShouldBe((4, 1, 4));
        four.Arrived(DealtFakeProgram.Compute(four.Model, four.Work));
        table.Results.ShouldBe(4);
        Should.Throw<Exception>(() => four.Arrived(DealtFakeProgram.Compute(four.Model, one.Work)));
        four.Return();
        table.Returned.ShouldBe(four.Shards);
    }

    [Fact]
    public void Of_shards_of_two_forms_that_alternate_those_of_one_are_dealt_together_and_the_others_left()
    {
        var table = new Table();
        using var dealing = new GraphDealing(new DealtFakeProgram(new FakeProgram(1, 20), together: true, alternate: true), table, _ => { });
        dealing.Opened(0);
        Deal three = dealing.TryDeal(3)!;
        three.Shards.Select(shard => shard.Shard).ShouldBe([0, 2, 4]);
        (three.Work.Units.Count, three.Count).ShouldBe((1, 3));
        table.Returned.Select(shard => shard.Shard).ShouldBe([1, 3]);
    }

    private sealed class Table : IShardTable
    {
        private int _next;

        public int Results { get; private set; }

        public List<ShardKey> Returned { get; } = [];

        public int Undealt => 3;

        public bool TryTake(out ShardKey shard)
        {
            shard = new(0, _next++);
            return true;
        }

        public void Return(ShardKey shard) => Returned.Add(shard);

        public void SetPlaces(int places)
        {
        }

        public void SetDealt(bool dealt)
        {
        }

        public void Arrived(IReadOnlyList<ArrivedShard> shards, long[] sum) => Results += shards.Count;
    }
}
