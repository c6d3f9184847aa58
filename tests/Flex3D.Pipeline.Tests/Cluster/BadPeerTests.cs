using System.Net.Sockets;
using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Seats;
using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Serilog.Core;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Peers that do not know the secret, have another build, or speak no sense: each is refused, told once, and does not disturb the others.</summary>
public sealed class BadPeerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-peers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private HeadNode Head(HeardLog heard) => HeadNode.Start(RunFolder.At(_folder), heard.Log, new ClusterAddress("localhost", 0), null);

    private Task<ExitCode> Worker(HeardLog heard, CancellationToken stop) => WorkerNode.RunAsync(new WorkerRequest(_folder) { Threads = 1 }, heard.Log, stop);

    [Theory]
    [InlineData(200)]
    [InlineData(20_000)]
    public async Task Connections_without_the_secret_are_told_once_and_a_worker_joins_beside_them(int connections)
    {
        Assert.SkipUnless(connections < 1_000 || Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        using var said = new HeardLog();
        using var heard = new HeardLog();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await using HeadNode head = Head(said);
        List<TcpClient> silent = [];
        for (int i = 0; i < connections; i++)
        {
            var socket = new TcpClient();
            await socket.ConnectAsync(head.Address.Host, head.Address.Port, stop.Token);
            if (i % 2 == 0 && silent.Count < 200)
            {
                silent.Add(socket); // says nothing, and stays
                continue;
            }
            await socket.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n and no TLS at all"u8.ToArray(), stop.Token);
            socket.Dispose();
        }
        Task<ExitCode> worker = Worker(heard, stop.Token);
        while (!heard.Has("joined"))
        {
            worker.IsCompleted.ShouldBeFalse();
            await Task.Delay(50, stop.Token);
        }
        head.Done();
        (await worker).ShouldBe(ExitCode.Done);
        silent.ForEach(socket => socket.Dispose());
        said.Warnings.ShouldBeLessThanOrEqualTo(2, string.Join('\n', said.Lines));
    }

    [Fact]
    public async Task A_worker_with_another_secret_is_told_so_and_ends()
    {
        using var said = new HeardLog();
        using var heard = new HeardLog();
        await using HeadNode head = Head(said);
        File.WriteAllText(In("secret"), "another secret, and long enough");
        var request = new WorkerRequest(head.Address.ToString()) { Secret = In("secret"), Threads = 1 };
        InputException refused = await Should.ThrowAsync<InputException>(() => WorkerNode.RunAsync(request, heard.Log, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2)));
        refused.Message.ShouldContain($"a secret that the head at {head.Address} does not have");
        said.Warnings.ShouldBeLessThanOrEqualTo(1, string.Join('\n', said.Lines));
    }

    [Fact]
    public async Task A_head_that_was_replaced_writes_no_more_and_leaves_the_file_of_the_other()
    {
        using var said = new HeardLog();
        HeadNode first = Head(said);
        first.RequireOwn();
        await using HeadNode second = Head(said);
        Should.Throw<InputException>(first.RequireOwn).Message.ShouldContain($"another head of this run, at {second.Address}");
        await first.DisposeAsync();
        JoinFile.Read(_folder)!.Address.ShouldBe(second.Address);
        second.RequireOwn();
    }

    /// <summary>A peer that keeps what it is told.</summary>
    private sealed class Peer : IPeer
    {
        public List<WireMessage> Told { get; } = [];

        public void Tell(WireMessage message) => Told.Add(message);
    }

    [Fact]
    public void A_worker_of_another_build_is_refused_by_name_once_and_ends()
    {
        using var said = new HeardLog();
        SortedDictionary<string, string> build = new(StringComparer.Ordinal) { ["version"] = "1" }, other = new(StringComparer.Ordinal) { ["version"] = "2" };
        var dealer = new Dealer(new ClusterLog(said.Log), new SeatRules(), TimeProvider.System, build, new OpenWork(), _ => { });
        var peer = new Peer();
        for (int i = 0; i < 5; i++)
        {
            dealer.Hear(peer, new Hello(i, "vm/1", 1, "auto", other));
        }
        dealer.Workers.ShouldBeEmpty();
        said.Warnings.ShouldBe(1);
        var refused = (Refused)peer.Told[0];
        refused.Why.ShouldContain("version is 2 on the worker and 1 on the head");
        WorkerEnd? end = null;
        var membership = new Membership(new ClusterLog(Logger.None), new SeatRules(), TimeProvider.System, "vm/1", 1, "auto", other, _ => { }, _ => { }, how => end = how);
        membership.Meet(new Peer());
        membership.Hear(peer, refused);
        end.ShouldBe(new WorkerEnd(refused.Why, ForGood: true, Refused: true));
    }

    [Fact]
    public void What_a_stranger_to_the_run_sends_before_it_says_hello_is_answered_with_a_question()
    {
        var dealer = new Dealer(new ClusterLog(Logger.None), new SeatRules(), TimeProvider.System, new SortedDictionary<string, string>(), new OpenWork(), _ => { });
        var peer = new Peer();
        dealer.Hear(peer, new Piece(1, 0, PieceKind.Result, 1, 1, 0, [1]));
        peer.Told.ShouldHaveSingleItem().ShouldBeOfType<SayHello>();
    }
}
