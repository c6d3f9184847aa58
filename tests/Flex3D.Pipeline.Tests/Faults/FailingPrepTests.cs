using System.Collections.Concurrent;
using Flex3D.Crash;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>Prep is supervised as training is: what fails for a moment is tried again, from the last images that were written, to the same bytes.</summary>
[Collection(nameof(ReplacedStorage))]
public sealed class FailingPrepTests(TinyParticles tiny, FailingPrepTests.Undisturbed undisturbed) : IClassFixture<FailingPrepTests.Undisturbed>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-prep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A run in which nothing fails, and the file operations that it takes.</summary>
    public sealed class Undisturbed(TinyParticles tiny) : IAsyncLifetime
    {
        private readonly string _root = Directory.CreateTempSubdirectory("flex3d-preps-").FullName;
        private readonly ConcurrentQueue<(string Operation, string Path)> _operations = new();

        public string Run => Path.Combine(_root, "run");

        public int Count(Func<string, string, bool> counts) => _operations.Count(each => counts(each.Operation, each.Path));

        public async ValueTask InitializeAsync()
        {
            using (Storage.Replace(disk => new FaultyStorage(disk, FileFault.InputOutput, 0, Note)))
            {
                await Flex.DoneAsync(["run", WritePipeline(_root, tiny), "--out", Run, .. Settings]);
            }
        }

        private bool Note(string operation, string path)
        {
            _operations.Enqueue((operation, path));
            return false;
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(_root, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    [Theory]
    [InlineData(FileFault.InputOutput, "read", "particles_000.mrcs", 0.8)] // a share that is away
    [InlineData(FileFault.InputOutput, "read", "particles_000.mrcs", 0.9)]
    [InlineData(FileFault.InputOutput, "write", ".particles.mrcs", 0.7)]
    [InlineData(FileFault.ShortWrite, "write", ".particles.mrcs", 0.5)] // a disk that is full
    [InlineData(FileFault.NoSpace, "write", ".particles.mrcs", 1)]
    [InlineData(FileFault.ShortWrite, "write", "measured", 1)]
    [InlineData(FileFault.InputOutput, "flush", ".particles.mrcs", 1)]
    [InlineData(FileFault.InputOutput, "rename", "particles.mrcs", 1)]
    [InlineData(FileFault.InputOutput, "create", ".particles.mrcs", 1)]
    [InlineData(FileFault.InputOutput, "write", ".normalisation.bin", 1)]
    public async Task An_operation_that_fails_once_does_not_end_the_run(FileFault fault, string what, string file, double part)
    {
        bool Counts(string operation, string path) => operation == what && Path.GetFileName(path).Contains(file, StringComparison.Ordinal);
        int operations = undisturbed.Count(Counts);
        operations.ShouldBeGreaterThan(0, "there is something to fail");

        FaultyStorage faulty = await PrepAsync(fault, Math.Max(1, (long)(part * operations)), Counts);
        faulty.Failed.ShouldNotBeNull().ShouldContain(file);
        string log = File.ReadAllText(In("run/log.json"));
        log.ShouldContain(fault == FileFault.InputOutput ? "retry 1 of 6" : "the disk is full");
        ShouldBeUndisturbed();
        Directory.GetFiles(In("run/prep"), ".*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_read_that_fails_in_the_check_before_prep_is_said_and_does_not_end_the_run()
    {
        static bool Counts(string operation, string path) => operation == "read" && Path.GetFileName(path) == "particles_000.mrcs";

        await PrepAsync(FileFault.InputOutput, 20, Counts);

        File.ReadAllText(In("run/log.json")).ShouldContain("were not compared with the map");
        ShouldBeUndisturbed();
    }

    [Theory]
    [InlineData(FileFault.InputOutput, "read", "particles_000.mrcs", 20, 74, "gave up after 6 retries")]
    [InlineData(FileFault.NoSpace, "write", ".particles.mrcs", 2, 75, "the disk stayed full")]
    public async Task What_keeps_failing_ends_the_run_and_a_resume_gives_the_same_bytes(FileFault fault, string what, string file, int from, int code, string words)
    {
        bool Counts(string operation, string path) => operation == what && Path.GetFileName(path).Contains(file, StringComparison.Ordinal);
        using (Storage.Replace(disk => new FaultyStorage(disk, fault, from, Counts, forGood: true)))
        {
            Flex.Said said = await Flex.RunAsync(["run", WritePipeline(_folder, tiny), "--out", In("run"), .. Settings]);
            said.Code.ShouldBe(code, said.Text);
            said.Text.ShouldContain(words);
            said.Text.ShouldContain(file);
        }
        File.Exists(In("run/prep/particles.mrcs")).ShouldBeFalse();
        (await Flex.DoneAsync("resume", In("run"))).ShouldContain("prep done");
        ShouldBeUndisturbed();
    }

    private void ShouldBeUndisturbed() => RunHashes.Differences(RunHashes.Of(Path.Combine(undisturbed.Run, "prep")), RunHashes.Of(In("run/prep"))).ShouldBeEmpty();

    private static readonly string[] Settings =
        ["--set", "threads=2", "safety.retryPause=0.001", "safety.retryLongestPause=0.004", "safety.diskFullPause=0.001", "safety.diskFullRetries=3"];

    private async Task<FaultyStorage> PrepAsync(FileFault fault, long failing, Func<string, string, bool> counts)
    {
        FaultyStorage? faulty = null;
        using (Storage.Replace(disk => faulty = new FaultyStorage(disk, fault, failing, counts)))
        {
            await Flex.DoneAsync(["run", WritePipeline(_folder, tiny), "--out", In("run"), .. Settings]);
        }
        return faulty!;
    }

    private static string WritePipeline(string folder, TinyParticles tiny)
    {
        string path = Path.Combine(folder, "tiny.yaml");
        File.WriteAllText(path, $"seed: 3\nfrom: {tiny.Run}\nprep:\n");
        return path;
    }
}
