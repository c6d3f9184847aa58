using System.Diagnostics;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A disk that fills: a small tmpfs in a user namespace of its own, gone with the process that made it.</summary>
public sealed class FullDiskTests(TinyParticles tiny) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-full-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Prep_stops_with_75_leaves_nothing_half_written_and_goes_on_once_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare"), "needs Linux's unshare");
        string flex = $"'{RealProgram.Host}' exec '{RealProgram.Assembly}'", disk = _folder, run = $"{disk}/run";
        string script = $"""
            mount -t tmpfs -o size=128k none '{disk}' || exit 77
            {flex} prep --out '{run}' --from '{tiny.Run}' --threads 2 --disk-full-retries 2 --disk-full-pause 0.2
            echo "code $?"
            find '{disk}' -type f -printf 'left %P\n'
            grep -o '"state": "[a-z]*"' '{run}/status.json' | sed 's/^/first /'
            mount -o remount,size=8m none '{disk}' || exit 77
            {flex} resume '{run}'
            echo "resumed $?"
            find '{disk}' -type f -printf 'made %P\n'
            """;
        using Process process = RealProgram.Start("/usr/bin/unshare", "-rm", "/bin/sh", "-c", script);
        (int code, string text) = await RealProgram.EndAsync(process);
        Assert.SkipWhen(code is 77 or 1 && !text.Contains("code ", StringComparison.Ordinal), $"no small tmpfs here: {text}");
        text.ShouldContain("code 75");
        text.ShouldContain("No space left");
        text.ShouldContain("free some disk space, then run flex3d resume");
        string[] left = [.. text.Split('\n').Where(line => line.StartsWith("left ", StringComparison.Ordinal)).Select(line => line[5..])];
        left.ShouldContain("run/run.yaml");
        left.ShouldNotContain(name => (name.StartsWith("run/prep/", StringComparison.Ordinal) && name != "run/prep/particles.bin" && name != "run/prep/check.json") || name.EndsWith(".partial", StringComparison.Ordinal));
        text.ShouldContain("first \"state\": \"stopped\"");
        text.ShouldContain("resumed 0");
        text.ShouldContain("made run/prep/particles.mrcs");
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Training_and_reconstruction_wait_for_room_end_with_75_and_go_on_to_the_same_bytes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare"), "needs Linux's unshare");
        string prepared = Path.Combine(_folder, "prepared"), mesh = Path.Combine(_folder, "mesh"), trained = Path.Combine(_folder, "trained"), maps = Path.Combine(_folder, "maps");
        await Flex.DoneAsync("prep", "--from", tiny.Run, "--out", prepared);
        await Flex.DoneAsync("mesh", "--from", prepared, "--out", mesh, "--cell-size", "20");
        string[] train = ["train", "--from", mesh, "--epochs", "3", "--warm-up-epochs", "1", "--batch-size", "16", "--layers", "3", "--width", "32", "--threads", "2", "--checkpoint-steps", "2"];
        await Flex.DoneAsync([.. train, "--out", trained]);
        await FillsAsync(train, trained, "train", ["train/model.npz", "latents.csv", "particles.star", "maps/canonical.mrc"]);
        string[] reconstruct = ["reconstruct", "--from", trained, "--iterations", "2", "--threads", "2"];
        await Flex.DoneAsync([.. reconstruct, "--out", maps]);
        await FillsAsync(reconstruct, maps, "reconstruct", ["model.npz", "fsc.csv", "maps/flex.mrc", "maps/rigid.mrc", "maps/flex_half1.mrc", "maps/flex_half2.mrc"]);
    }

    // Room for one checkpoint and not for the next.
    private async Task FillsAsync(string[] command, string undisturbed, string step, string[] results)
    {
        long checkpoint = new DirectoryInfo(Path.Combine(undisturbed, "checkpoints", step)).GetFiles().Max(file => file.Length);
        string disk = Directory.CreateDirectory(Path.Combine(_folder, "disk-" + step)).FullName, run = Path.Combine(disk, "run");
        string flex = $"'{RealProgram.Host}' exec '{RealProgram.Assembly}'";
        string script = $"""
            mount -t tmpfs -o size={checkpoint * 14 / 10240 + 128}k none '{disk}' || exit 77
            {flex} {string.Join(' ', command.Select(word => $"'{word}'"))} --out '{run}' --disk-full-retries 2 --disk-full-pause 0.2
            echo "code $?"
            find '{disk}' -type f -printf 'left %P\n'
            grep -o '"state": "[a-z]*"\|"exitCode": [0-9]*\|"lastFault": .*' '{run}/status.json' | sed 's/^/told /'
            mount -o remount,size=64m none '{disk}' || exit 77
            {flex} resume '{run}'
            echo "resumed $?"
            for name in {string.Join(' ', results)}; do cmp "{undisturbed}/$name" "{run}/$name" && echo "same $name"; done
            """;
        using Process process = RealProgram.Start("/usr/bin/unshare", "-rm", "/bin/sh", "-c", script);
        (int code, string text) = await RealProgram.EndAsync(process);
        Assert.SkipWhen(code is 77 or 1 && !text.Contains("code ", StringComparison.Ordinal), $"no small tmpfs here: {text}");
        text.ShouldContain("code 75");
        text.Split("retrying in 0.2 s").Length.ShouldBe(3, $"two pauses\n{text}");
        text.ShouldContain("free some disk space, then run flex3d resume");
        text.ShouldContain("told \"state\": \"stopped\"");
        text.ShouldContain("told \"exitCode\": 75");
        text.Split('\n').ShouldContain(line => line.StartsWith("told \"lastFault\": ", StringComparison.Ordinal) && line.Contains("No space left", StringComparison.Ordinal), text);
        string[] left = [.. text.Split('\n').Where(line => line.StartsWith("left ", StringComparison.Ordinal))];
        left.Count(name => name.EndsWith(".flexckpt", StringComparison.Ordinal)).ShouldBeInRange(1, 2, $"what fitted is kept\n{text}");
        left.ShouldNotContain(name => name.EndsWith(".partial", StringComparison.Ordinal));
        text.ShouldContain("continuing from");
        text.ShouldContain("resumed 0");
        foreach (string name in results)
        {
            text.ShouldContain($"same {name}", customMessage: text);
        }
    }
}
