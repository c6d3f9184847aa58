using System.Diagnostics;
using Flex3D.Crash;
using Flex3D.Pipeline.Tests.Whole;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Cluster;

/// <summary>Workers that come, hang and are killed, and a head that is killed: the bytes of a run without them.</summary>
[Trait("Category", "Long")]
public sealed class ClusterKillTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-kills-").FullName;
    private readonly List<Process> _workers = [];

    public void Dispose()
    {
        foreach (Process worker in _workers)
        {
            Kill(worker);
            worker.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string WritePipeline()
    {
        File.WriteAllText(In("tiny.yaml"), $"""
            seed: 3
            from: {tiny.Run}
            prep: {"{trainingBox: 24}"}
            mesh: {"{cellSize: 20}"}
            train: {"{epochs: 12, warmUpEpochs: 4, batchSize: 64, layers: 2, width: 32}"}
            reconstruct: {"{iterations: 8}"}
            """);
        return In("tiny.yaml");
    }

    private void StartWorker() => _workers.Add(Quiet("worker", "--join", In("run"), "--threads", "1"));

    private static Process Quiet(params string[] args)
    {
        Process process = RealProgram.Start(RealProgram.Host, ["exec", RealProgram.Assembly, .. args]);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static void Signal(string signal, Process process)
    {
        using Process kill = RealProgram.Start("/bin/kill", signal, $"{process.Id}");
        kill.WaitForExit();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Workers_killed_stopped_and_joined_at_random_and_one_kill_of_the_head_change_no_byte(int seed)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1" && OperatingSystem.IsLinux(), "a long check: set FLEX3D_LONG=1 to run it");
        await Flex.DoneAsync("run", WritePipeline(), "--out", In("plain"), "--set", "threads=1");
        Process head = Quiet("run", In("tiny.yaml"), "--out", In("run"), "--cluster", "127.0.0.1", "--set", "threads=1");
        int killHead = 8 + 4 * seed;
        for (int turn = 0; turn < 2000 && !(head.HasExited && turn > killHead); turn++)
        {
            int fate = (int)(8 * CounterRandom.Uniform((ulong)seed, 0x5C, (ulong)turn, 0, 0));
            Process[] alive = [.. _workers.Where(worker => !worker.HasExited)];
            if (alive.Length < 3 && fate < 4)
            {
                StartWorker();
            }
            else if (alive.Length > 0 && fate is 4)
            {
                Kill(alive[turn % alive.Length]);
            }
            else if (alive.Length > 0 && fate is 5 or 6)
            {
                Signal(fate == 5 ? "-STOP" : "-CONT", alive[turn % alive.Length]);
            }
            if (turn == killHead && !head.HasExited)
            {
                Kill(head);
                head = Quiet("resume", In("run"), "--cluster", "127.0.0.1");
            }
            await Task.Delay(400);
        }
        head.HasExited.ShouldBeTrue();
        head.ExitCode.ShouldBe(0);
        RunHashes.Differences(RunHashes.Of(In("plain")), RunHashes.Of(In("run"))).ShouldBeEmpty();
    }
}
