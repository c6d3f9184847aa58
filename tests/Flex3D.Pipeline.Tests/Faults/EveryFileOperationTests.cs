using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>Tests that put another storage before everybody's run alone.</summary>
[CollectionDefinition(nameof(ReplacedStorage), DisableParallelization = true)]
public sealed class ReplacedStorage;

/// <summary>A training of 20 steps in which each file operation fails once: it ends well, or with the documented exit code, and then a resume ends with the bytes of an undisturbed run.</summary>
[Collection(nameof(ReplacedStorage))]
public sealed class EveryFileOperationTests(EveryFileOperationTests.Reference reference, ITestOutputHelper output) : IClassFixture<EveryFileOperationTests.Reference>, IDisposable
{
    /// <summary>Files that hold times or the folder's name; all others must have the same bytes.</summary>
    private static readonly string[] NotCompared = [".lock", "log.json", "status.json", "status.js", "run.yaml", "inputs.json", "summary.txt", "report.html"];

    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-operations-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What all trainings begin from, and one in which nothing fails: its results, and the operations in which each fault could have happened.</summary>
    public sealed class Reference(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-operation-").FullName;

        public string Mesh => Path.Combine(_root, "mesh");
        public Dictionary<string, byte[]> Results { get; private set; } = [];
        public Dictionary<FileFault, long> Operations { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            string prepared = Path.Combine(_root, "prepared"), run = Path.Combine(_root, "undisturbed");
            await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", prepared);
            await Flex.DoneAsync("mesh", "--from", prepared, "--out", Mesh, "--cell-size", "20");
            Dictionary<FileFault, FaultyStorage> counting = [];
            using (Storage.Replace(disk => Enum.GetValues<FileFault>().Aggregate(disk, (inner, fault) => counting[fault] = new FaultyStorage(inner, fault, 0))))
            {
                await Flex.DoneAsync(Train(Mesh, run));
            }
            Results = ResultsOf(run);
            Operations = counting.ToDictionary(each => each.Key, each => each.Value.Operations);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    public static TheoryData<FileFault> Faults => [.. Enum.GetValues<FileFault>()];

    [Fact]
    public Task Each_of_a_sample_fails_once() => SweepAsync(FileFault.NoSpace, everyOf: operations => Math.Max(1, operations / 2));

    /// <summary>Three thousand trainings: an hour and more of one core; FLEX3D_ONE_IN=10 tries every tenth.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    [Trait("Category", "Long")]
    public Task Each_fails_once(FileFault fault)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        return SweepAsync(fault, everyOf: _ => int.TryParse(Environment.GetEnvironmentVariable("FLEX3D_ONE_IN"), out int one) ? one : 1);
    }

    private async Task SweepAsync(FileFault fault, Func<long, long> everyOf)
    {
        Dictionary<string, byte[]> expected = reference.Results;
        expected.Keys.ShouldContain("train/model.npz");
        expected.Keys.ShouldContain("ledger.json");
        long operations = reference.Operations[fault], every = everyOf(operations);
        int tried = 0;
        List<string> wrong = [];
        for (long operation = 1 + (every - 1) / 2; operation <= operations; operation += every, tried++)
        {
            try
            {
                await FailAsync(fault, operation, expected);
            }
            catch (ShouldAssertException failed)
            {
                wrong.Add(failed.Message);
                Directory.Delete(In("run"), recursive: true);
            }
        }
        output.WriteLine($"{fault}: {operations} operations, {tried} of them failed once");
        wrong.ShouldBeEmpty();
    }

    // 10 epochs of two minibatches: 64 particles, of which some are held out, 32 at a time.
    private static string[] Train(string mesh, string run) =>
    [
        "train", "--from", mesh, "--out", run, "--epochs", "10", "--warm-up-epochs", "1", "--batch-size", "32", "--layers", "2", "--width", "32", "--latent-dimension", "1",
        "--threads", "2", "--checkpoint-steps", "3", "--retry-pause", "0", "--retry-longest-pause", "0", "--disk-full-pause", "0",
    ];

    private async Task FailAsync(FileFault fault, long operation, Dictionary<string, byte[]> expected)
    {
        FaultyStorage? storage = null;
        Flex.Said said;
        using (Storage.Replace(disk => storage = new FaultyStorage(disk, fault, operation)))
        {
            said = await Flex.RunAsync(Train(reference.Mesh, In("run")));
        }
        string what = $"{fault} in operation {operation} ({storage!.Failed ?? "not reached"}): {said.Text}";
        said.Code.ShouldBeOneOf([0, 74, 75], what);
        said.Text.ShouldNotContain("   at ", customMessage: what);
        if (said.Code != 0)
        {
            fault.ShouldNotBe(FileFault.ShortRead, what);
            Flex.Said again = await Flex.RunAsync(File.Exists(In("run/run.yaml")) ? ["resume", In("run")] : Train(reference.Mesh, In("run")));
            again.Code.ShouldBe(0, $"{what}\n{again.Text}");
        }
        Dictionary<string, byte[]> results = ResultsOf(In("run"));
        results.Keys.Order().ShouldBe(expected.Keys.Order(), what);
        foreach ((string name, byte[] bytes) in results)
        {
            bytes.AsSpan().SequenceEqual(expected[name]).ShouldBeTrue($"{name} after {what}");
        }
        Directory.Delete(In("run"), recursive: true);
    }

    private static Dictionary<string, byte[]> ResultsOf(string run) => Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(run, path).Replace('\\', '/'))
        .Where(name => !NotCompared.Contains(name) && !name.StartsWith("checkpoints/", StringComparison.Ordinal))
        .ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(run, name)));
}
