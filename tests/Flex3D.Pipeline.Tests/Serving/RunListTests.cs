using System.Text.Json;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Tests.Serving;

public sealed class RunListTests
{
    // No process has this number, as Linux has none above 2²².
    private static RunActivity Gone => new(int.MaxValue, Environment.MachineName, DateTimeOffset.UtcNow, "epoch 3/10");

    [Fact]
    public async Task Every_run_below_the_root_is_listed_with_its_state_and_a_damaged_one_says_what_is_wrong()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root =>
        {
            root.Run("done", StepStatus.Done);
            root.Run("facility/night/set1", StepStatus.Failed, message: "no map");
            root.Run("killed", StepStatus.Running, Gone);
            root.Run("at~work", StepStatus.Running, new RunActivity(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow, "epoch 3/10", 2, 4, 1000));
            File.WriteAllText(root.Run("broken", StepStatus.Done).StatusFile, "{\"state\": ");
            Directory.CreateDirectory(Path.Combine(root.Root, "no-run"));
        });
        JsonElement list = await served.GetAsync("/api/runs");
        list.GetProperty("runs").EnumerateArray().Select(run => $"{run.GetProperty("id").GetString()} {run.GetProperty("state").GetString()}")
            .ShouldBe(["at~0work running", "broken damaged", "done done", "facility~1night~1set1 failed", "killed interrupted"]);
        JsonElement broken = list.GetProperty("runs")[1];
        broken.GetProperty("message").GetString()!.ShouldContain("status.json: found");
        JsonElement work = list.GetProperty("runs")[0];
        (work.GetProperty("epoch").GetInt32(), work.GetProperty("epochs").GetInt32(), work.GetProperty("stepsDone").GetInt32(), work.GetProperty("steps").GetInt32()).ShouldBe((3, 10, 1, 2));
        (await served.GetAsync("/api/runs/facility~1night~1set1")).GetProperty("run").GetProperty("message").GetString().ShouldBe("no map");
        (await served.GetAsync("/api/runs/broken")).GetProperty("steps").ValueKind.ShouldBe(JsonValueKind.Null);
        served.Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_root_without_runs_is_an_empty_list_and_a_run_that_appears_is_found()
    {
        await using ServedFolder served = await ServedFolder.StartAsync();
        (await served.GetAsync("/api/runs")).GetProperty("runs").GetArrayLength().ShouldBe(0);
        served.Run("new", StepStatus.Done);
        await served.UntilAsync("new", run => run.GetProperty("state").GetString() == "done");
        Directory.Delete(Path.Combine(served.Root, "new"), recursive: true);
        served.App.Runs.Refresh();
        (await served.GetAsync("/api/runs")).GetProperty("runs").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_lock_of_a_killed_run_is_looked_at_once_and_a_held_one_says_that_it_is_at_work()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root => root.Run("elsewhere", StepStatus.Running, Gone with { Machine = "another" }));
        using (RunLock.Take(Path.Combine(served.Root, "elsewhere")))
        {
            await served.UntilAsync("elsewhere", run => run.GetProperty("state").GetString() == "running");
        }
        await served.UntilAsync("elsewhere", run => run.GetProperty("state").GetString() == "interrupted");
        int looks = 0;
        using IDisposable counting = Storage.Replace(disk => new CountingLocks(disk, () => looks++));
        for (int i = 0; i < 3; i++)
        {
            served.App.Runs.Refresh();
            await served.GetAsync("/api/runs");
        }
        looks.ShouldBe(0, "in such a look a run that starts would be refused");
    }

    [Fact]
    public async Task The_log_is_told_as_the_console_would_have_said_it()
    {
        await using ServedFolder served = await ServedFolder.StartAsync(before: root => File.WriteAllText(root.Run("one", StepStatus.Done).LogFile, """
            {"@t":"2026-01-02T03:04:05.0Z","@mt":"{Count} particles of {Name}; {Left:l}","Count":3000,"Name":"adk","Left":"none","@r":["none"]}
            {"@t":"2026-01-02T03:04:06.0Z","@mt":"buffers","@l":"Debug"}
            {"@t":"2026-01-02T03:04:07.0Z","@mt":"the disk is nearly full","@l":"Warning"}
            {"@t":"2026-01-02T03:04:08.0Z","@mt":"half a li
            """));
        static string[] Lines(JsonElement log) => [.. log.EnumerateArray().Select(line => $"{line.GetProperty("level").GetString()}: {line.GetProperty("text").GetString()}")];
        Lines(await served.GetAsync("/api/runs/one/log")).ShouldBe(["information: 3000 particles of adk; none", "warning: the disk is nearly full"]);
        Lines(await served.GetAsync("/api/runs/one/log?debug=true&lines=2")).ShouldBe(["debug: buffers", "warning: the disk is nearly full"]);
        (int status, string text) = await served.AskAsync("/api/runs/one/log?lines=-1");
        status.ShouldBe(400);
        text.ShouldContain("expected a whole number from 1 to");
    }

    private sealed class CountingLocks(IStorage disk, Action counted) : IStorage
    {
        public IStoredFile Open(string path) => disk.Open(path);
        public IStoredFile Create(string path) => disk.Create(path);
        public void Rename(string from, string to) => disk.Rename(from, to);
        public void Delete(string path) => disk.Delete(path);
        public void FlushFolder(string folder) => disk.FlushFolder(folder);
        public void CreateFolder(string folder) => disk.CreateFolder(folder);
        public void DeleteFolder(string folder) => disk.DeleteFolder(folder);
        public long FreeBytes(string folder) => disk.FreeBytes(folder);
        public bool FileExists(string path) => disk.FileExists(path);
        public bool FolderExists(string folder) => disk.FolderExists(folder);
        public DateTime LastChange(string path) => disk.LastChange(path);
        public IReadOnlyList<string> ListFolders(string folder) => disk.ListFolders(folder);
        public IReadOnlyList<string> List(string folder, string pattern) => disk.List(folder, pattern);

        public IDisposable? TryLock(string path)
        {
            if (path.Contains("elsewhere", StringComparison.Ordinal))
            {
                counted();
            }
            return disk.TryLock(path);
        }
    }
}
