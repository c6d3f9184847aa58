using Flex3D.Pipeline.Cluster.Actors;
using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>A worker that stays helps one run after the other.</summary>
public sealed class StayingWorkerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-stay-").FullName;
    private readonly HeardLog _said = new(), _heard = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(3));

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _said.Dispose();
        _heard.Dispose();
        _stop.Dispose();
    }

    private HeadNode Head(string name, ClusterSecret? secret = null, int port = 0)
    {
        string run = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        return HeadNode.Start(RunFolder.At(run), _said.Log, new ClusterAddress("127.0.0.1", port), secret);
    }

    private int Joined => _heard.Lines.Count(line => line.StartsWith("cluster: joined", StringComparison.Ordinal));

    private async Task UntilAsync(Func<bool> there, Task worker)
    {
        while (!there())
        {
            worker.IsCompleted.ShouldBeFalse(string.Join('\n', _heard.Lines));
            await Task.Delay(50, _stop.Token);
        }
    }

    [Fact]
    public async Task It_waits_for_a_run_joins_it_and_goes_on_with_the_next_until_it_is_stopped()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task<ExitCode> worker = WorkerNode.RunAsync(new WorkerRequest(_folder) { Threads = 1, Stay = true, Wait = TimeSpan.Zero }, _heard.Log, end.Token);
        await UntilAsync(() => _heard.Has($"looking for a head at {_folder}"), worker);
        for (int run = 1; run <= 2; run++)
        {
            await using HeadNode head = Head($"run{run}");
            await UntilAsync(() => Joined == run, worker);
            head.Done();
            await UntilAsync(() => _heard.Lines.Count(line => line.Contains("the run is done; looking for the next run", StringComparison.Ordinal)) == run, worker);
        }
        await using (Head("run3"))
        {
            await UntilAsync(() => Joined == 3, worker); // this head is stopped and not done
        }
        await using (Head("run3"))
        {
            await UntilAsync(() => Joined == 4, worker);
        }
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(worker);
    }

    [Fact]
    public async Task A_head_that_is_gone_and_left_its_file_is_passed_by_and_the_looks_of_a_worker_disturb_no_head()
    {
        string dead = Directory.CreateDirectory(Path.Combine(_folder, "a")).FullName;
        new JoinFile(new ClusterAddress("127.0.0.1", 1), ClusterSecret.Create()).Write(dead);
        Task<ExitCode> worker = WorkerNode.RunAsync(new WorkerRequest(_folder) { Threads = 1 }, _heard.Log, _stop.Token);
        await UntilAsync(() => _heard.Has("no head answers at 127.0.0.1:1; looking for it again"), worker);
        await using HeadNode head = Head("b");
        await UntilAsync(() => Joined == 1, worker);
        head.Done();
        (await worker).ShouldBe(ExitCode.Done);
        _said.Warnings.ShouldBe(0, string.Join('\n', _said.Lines));
    }

    [Fact]
    public async Task It_stays_at_an_address_too_where_one_head_follows_the_other_on_the_same_port()
    {
        string file = Path.Combine(_folder, "secret");
        File.WriteAllText(file, "a secret that is long enough");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        HeadNode first = Head("a", ClusterSecret.Read(file));
        int port = first.Address.Port;
        Task<ExitCode> worker = WorkerNode.RunAsync(new WorkerRequest($"localhost:{port}") { Secret = file, Threads = 1, Stay = true }, _heard.Log, end.Token);
        await UntilAsync(() => Joined == 1, worker);
        first.Done();
        await UntilAsync(() => _heard.Has("looking for the next run"), worker);
        await first.DisposeAsync();
        await using (Head("b", ClusterSecret.Read(file), port))
        {
            await UntilAsync(() => Joined == 2, worker);
        }
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(worker);
    }

    [Fact]
    public async Task Without_stay_a_worker_of_a_folder_of_runs_ends_with_the_run_that_it_helped()
    {
        await using HeadNode head = Head("a");
        Task<ExitCode> worker = WorkerNode.RunAsync(new WorkerRequest(_folder) { Threads = 1 }, _heard.Log, _stop.Token);
        await UntilAsync(() => Joined == 1, worker);
        head.Done();
        (await worker).ShouldBe(ExitCode.Done);
    }
}
