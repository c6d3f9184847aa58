using Flex3D.Pipeline.Cluster.Joining;
using Flex3D.Pipeline.Cluster.Nodes;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Which heads a worker finds, and which of them it tries first.</summary>
public sealed class HeadFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-finder-").FullName;
    private readonly List<string> _complaints = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private HeadFinder Finder(string? join = null, string worker = "vm/1") => new(join ?? _folder, worker, _complaints.Add);

    private string Run(string name, int port, int cores = -1, double age = 0)
    {
        string run = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        new JoinFile(new ClusterAddress("127.0.0.1", port), ClusterSecret.Create()).Write(run);
        if (cores >= 0)
        {
            DateTimeOffset then = TimeProvider.System.GetUtcNow().AddSeconds(-age);
            var gone = new WorkerReport("vm/2", "b", WorkerStates.Lost) { Places = 1000 };
            NodesFile.Write(run, new(new(run, "vm", 1, "a", "1", "0", false, then, then), new("train", "", 0, [new WorkerReport("vm/3", "c", WorkerStates.Ready) { Places = cores }, gone])));
        }
        return run;
    }

    private static int[] Ports(IEnumerable<FoundHead> heads) => [.. heads.Select(head => head.Address.Port)];

    [Fact]
    public void A_run_folder_its_file_and_a_folder_of_runs_are_found_and_a_folder_without_a_head_is_empty()
    {
        Finder().Find().ShouldBeEmpty();
        Finder(Path.Combine(_folder, "nowhere")).Find().ShouldBeEmpty();
        string run = Run("a", 7001);
        Ports(Finder(run).Find()).ShouldBe([7001]);
        Ports(Finder(JoinFile.Of(run)).Find()).ShouldBe([7001]);
        Directory.CreateDirectory(Path.Combine(_folder, "none"));
        FoundHead only = Finder().Find().ShouldHaveSingleItem();
        (only.Address.Port, only.Run, only.Secret is null).ShouldBe((7001, run, false));
        JoinFile.Delete(run);
        Finder().Find().ShouldBeEmpty();
    }

    [Fact]
    public void The_run_that_the_fewest_cores_help_comes_first_and_a_lost_head_last()
    {
        Run("a", 7001, cores: 8);
        Run("b", 7002, cores: 3);
        Run("c", 7003, cores: 0, age: 300);
        Run("d", 7004);
        Ports(Finder().Find()).ShouldBe([7004, 7002, 7001, 7003]);
    }

    [Fact]
    public void Workers_that_start_at_once_spread_over_the_runs()
    {
        for (int run = 0; run < 4; run++)
        {
            Run($"run{run}", 7000 + run);
        }
        int[] first = [.. Enumerable.Range(0, 200).Select(worker => Finder(worker: $"vm/{worker}").Find()[0].Address.Port)];
        first.CountBy(port => port).Count().ShouldBe(4);
        first.CountBy(port => port).ShouldAllBe(count => count.Value > 20);
    }

    [Fact]
    public void A_head_that_did_not_answer_is_tried_after_the_others_until_it_has_another_address()
    {
        Run("a", 7001, cores: 0);
        Run("b", 7002, cores: 5);
        HeadFinder finder = Finder();
        IReadOnlyList<FoundHead> heads = finder.Find();
        Ports(heads).ShouldBe([7001, 7002]);
        finder.Tried(heads[0], joined: false);
        Ports(finder.Find()).ShouldBe([7002, 7001]);
        finder.Tried(heads[0], joined: true);
        Ports(finder.Find()).ShouldBe([7001, 7002]);
        finder.Tried(heads[0], joined: false);
        Run("a", 7005, cores: 0);
        Ports(finder.Find()).ShouldBe([7005, 7002]);
    }

    [Fact]
    public void One_run_whose_file_cannot_be_read_is_passed_over_and_alone_it_is_an_error()
    {
        string bad = Run("a", 7001);
        Run("b", 7002);
        File.WriteAllText(JoinFile.Of(bad), "{\"Host\":");
        Ports(Finder().Find()).ShouldBe([7002]);
        _complaints.ShouldHaveSingleItem().ShouldStartWith($"{bad} is passed over: ");
        Should.Throw<InputException>(() => Finder(bad).Find()).Message.ShouldContain("cluster.json");
    }

    [Fact]
    public void A_file_with_the_secret_is_its_owners_alone_and_one_without_it_is_everybodys()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs the modes of Unix");
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        string run = Run("a", 7001);
        (File.GetUnixFileMode(JoinFile.Of(run)) & Others).ShouldBe(UnixFileMode.None);
        new JoinFile(new ClusterAddress("127.0.0.1", 7001), null).Write(run);
        File.WriteAllText(Path.Combine(run, "plain"), "");
        File.GetUnixFileMode(JoinFile.Of(run)).ShouldBe(File.GetUnixFileMode(Path.Combine(run, "plain")));
    }
}
