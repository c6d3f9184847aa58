using Flex3D.Pipeline.Cluster.Dealing;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Graph;
using Flex3D.Pipeline.Ledger;
using Flex3D.Pipeline.Tests.Graph;
using Flex3D.Pipeline.Tests.Queue;
using Flex3D.Stages.Dealing;
using Serilog.Core;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>What a head says of its workers is what they have done.</summary>
public sealed class NodesReportTests
{
    private static readonly SortedDictionary<string, string> s_build = new(StringComparer.Ordinal) { ["version"] = "1.2", ["build"] = "0123456789abcdef" };
    private readonly ManualClock _clock = new();
    private readonly Dealer _dealer;
    private readonly Peer _peer = new("10.0.0.7:4711");

    public NodesReportTests() => _dealer = new(new ClusterLog(Logger.None), new SeatRules(), _clock, s_build, new OpenWork(), _ => { });

    /// <summary>A worker that keeps what it is told.</summary>
    private sealed class Peer(string address) : IPeer
    {
        public List<WireMessage> Told { get; } = [];

        public void Tell(WireMessage message) => Told.Add(message);

        public override string ToString() => address;
    }

    /// <summary>Shards of one step, of which none is computed here.</summary>
    private sealed class Table(int shards) : IShardTable
    {
        private int _taken;

        public List<ShardKey> Returned { get; } = [];

        public int Undealt => shards - _taken;

        public bool TryTake(out ShardKey shard)
        {
            shard = new ShardKey(0, _taken);
            return _taken < shards && ++_taken > 0;
        }

        public void Return(ShardKey shard) => Returned.Add(shard);

        public void SetPlaces(int places) => places.ShouldBeGreaterThanOrEqualTo(0);

        public void SetDealt(bool dealt) => dealt.ShouldBeTrue();

        public void Arrived(IReadOnlyList<ArrivedShard> shards, long[] sum) => shards.ShouldAllBe(shard => shard.Result.Shard == shard.Shard.Shard);
    }

    private WorkerReport Only => _dealer.Report().Workers.ShouldHaveSingleItem();

    private void Say(WireMessage message) => _dealer.Hear(_peer, message);

    private GraphDealing Begin(int shards)
    {
        Say(new Hello(1, "vm/1", 2, "auto", s_build));
        _dealer.Open(new OpenStep(0, 1, "/run", "train", "half1", s_build));
        Only.State.ShouldBe(WorkerStates.Preparing);
        Say(new StepReady(1, 1));
        var dealing = new GraphDealing(new DealtFakeProgram(new FakeProgram(1, shards)), new Table(shards), _dealer.Changed);
        dealing.Opened(0);
        return dealing;
    }

    // Computes what the head has dealt last, in one piece.
    private void Answer(int shards)
    {
        var reader = new PieceReader(1 << 20);
        Dictionary<string, ModelPart> held = [];
        ModelParts? model = null;
        foreach (Piece piece in _peer.Told.OfType<Piece>().ToList())
        {
            reader.Add(piece, out PooledBytes? bytes);
            byte[]? whole = bytes?.Span.ToArray();
            model = piece.Kind == PieceKind.Model ? ModelParts.Read(whole, held) : model;
            if (piece.Kind == PieceKind.Work && shards-- > 0)
            {
                byte[] result = DealtFakeProgram.Compute(model!, DealtGroup.Read(whole));
                Say(new Piece(1, _sent++, PieceKind.Result, piece.Number, result.Length, 0, result));
            }
        }
    }

    private long _sent;

    [Fact]
    public void A_worker_is_named_with_its_build_its_cores_and_its_device()
    {
        Say(new Hello(1, "vm/1", 2, "cuda:0", s_build));
        Only.ShouldBe(new WorkerReport("vm/1", "10.0.0.7:4711", WorkerStates.Idle) { Version = "1.2", Build = "01234567", Places = 2, Device = "cuda:0", Joined = 1 });
        Say(new Pulse(1, -1, false, ""));
        Only.Device.ShouldBe("cuda:0", "it has opened none yet");
        Say(new Pulse(1, 1, true, "cpu"));
        Only.Device.ShouldBe("cpu");
        _clock.Pass(4);
        Only.SilentSeconds.ShouldBe(4);
    }

    [Fact]
    public void Shards_in_flight_and_done_their_rate_and_the_bytes_are_counted()
    {
        Begin(5);
        DealtReport dealt = _dealer.Report();
        (dealt.Step, dealt.Part, dealt.Undealt, Only.InFlight, Only.State).ShouldBe(("train", "half1", 2, 3, WorkerStates.Ready));
        Only.BytesSent.ShouldBe(_peer.Told.OfType<Piece>().Sum(piece => piece.Bytes.Length));
        _clock.Pass(10);
        Answer(2);
        (Only.Shards, Only.Particles, Only.ParticlesPerSecond, Only.SecondsPerShard).ShouldBe((2, 4, 0.4, 10));
        Only.BytesReceived.ShouldBeGreaterThan(0);
        _clock.Pass(31);
        (Only.Shards, Only.ParticlesPerSecond).ShouldBe((2, 0));
    }

    [Fact]
    public void A_worker_that_is_lost_and_joins_again_keeps_its_counts_and_its_last_error()
    {
        GraphDealing dealing = Begin(5);
        _clock.Pass(1);
        Answer(1);
        long sent = Only.BytesSent;
        _dealer.Lose(_peer, "its process has ended");
        (Only.State, Only.Shards, Only.InFlight, Only.Errors, Only.LastError, Only.BytesSent).ShouldBe((WorkerStates.Lost, 1, 0, 1, "its process has ended", sent));
        ((Table)dealing.Table).Returned.Count.ShouldBeGreaterThan(0);
        _clock.Pass(7);
        Only.SilentSeconds.ShouldBe(7);
        _dealer.Hear(new Peer("10.0.0.7:4712"), new Hello(1, "vm/1", 2, "auto", s_build));
        (Only.State, Only.Shards, Only.Joined, Only.Address, Only.BytesSent).ShouldBe((WorkerStates.Preparing, 1, 2, "10.0.0.7:4712", sent));
    }

    [Fact]
    public void A_worker_that_cannot_help_or_is_late_or_is_of_another_build_is_told_apart()
    {
        Begin(5);
        Say(new PieceTaken(1, _peer.Told.OfType<Piece>().Count()));
        _clock.Pass(40);
        _dealer.Hear(new Peer("b"), new Hello(1, "vm/2", 2, "auto", new SortedDictionary<string, string>(s_build) { ["build"] = "other" }));
        Say(new Pulse(1, 1, true, "cpu"));
        _dealer.LookAround();
        _dealer.Report().Workers.Select(worker => worker.State).ShouldBe([WorkerStates.Late, WorkerStates.Refused]);
        _dealer.Report().Workers[1].LastError.ShouldBe("build is other on the worker and 0123456789abcdef on the head");
        Say(new StepRefused(1, 1, "no such file"));
        _dealer.Report().Workers[0].State.ShouldBe(WorkerStates.Aside);
        _dealer.Report().Workers[0].LastError.ShouldBe("no such file");
        _dealer.Close(1);
        _dealer.Report().Workers[0].State.ShouldBe(WorkerStates.Idle);
        _dealer.End();
        _dealer.Report().Workers.Select(worker => worker.State).ShouldBe([WorkerStates.Done, WorkerStates.Refused]);
    }

    [Fact]
    public void However_many_workers_come_and_go_a_bounded_number_is_remembered_and_none_that_is_there_is_forgotten()
    {
        Say(new Hello(1, "stays", 1, "auto", s_build));
        for (int i = 0; i < 3 * WorkerRecords.Most; i++)
        {
            var other = new Peer($"p{i}");
            _dealer.Hear(other, new Hello(1, $"vm/{i}", 1, "auto", s_build));
            _dealer.Lose(other, "gone");
        }
        IReadOnlyList<WorkerReport> workers = _dealer.Report().Workers;
        workers.Count.ShouldBeLessThanOrEqualTo(WorkerRecords.Most + 1);
        workers.ShouldContain(worker => worker.Name == "stays" && worker.State == WorkerStates.Idle);
        workers[^1].Name.ShouldBe($"vm/{3 * WorkerRecords.Most - 1}");
    }
}
