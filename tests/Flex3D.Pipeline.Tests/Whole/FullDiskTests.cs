using System.Diagnostics;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>A disk that fills: a tmpfs of 128 KiB in a user namespace of its own.</summary>
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
            {flex} prep --out '{run}' --from '{tiny.Run}' --threads 2
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
        text.ShouldContain("make room, then flex3d resume");
        string[] left = [.. text.Split('\n').Where(line => line.StartsWith("left ", StringComparison.Ordinal)).Select(line => line[5..])];
        left.ShouldContain("run/run.yaml");
        left.ShouldNotContain(name => (name.StartsWith("run/prep/", StringComparison.Ordinal) && name != "run/prep/particles.bin") || name.EndsWith(".partial", StringComparison.Ordinal));
        text.ShouldContain("first \"state\": \"stopped\"");
        text.ShouldContain("resumed 0");
        text.ShouldContain("made run/prep/particles.mrcs");
    }
}
