using System.Text.Json;
using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>Optics groups of several boxes and pixel sizes, and stack headers that contradict the table.</summary>
public sealed class OpticsGroupsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-optics-").FullName;
    private readonly string _data = SharedData.Require("projects/common");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Prep(string project, string data, params string[] more) =>
        ["prep", "--particles", SharedData.Require($"projects/{project}/particles.star"), "--data-dir", data, "--map", Path.Combine(_data, "map.mrc"), "--out", In("run"), .. more];

    [Fact]
    public async Task Two_boxes_go_through_all_steps()
    {
        string log = await Flex.DoneAsync(Prep("s05_two_boxes", _data));
        log.ShouldContain("96 particles of 64 pixels at 4 Å");
        log.ShouldNotContain("pixel-header", customMessage: "each group's headers are compared with its own pixel size");
        log.ShouldContain("images of 80 pixels of 3.2 Å (32 particles, optics group g2)");
        log.ShouldContain("grey scale of optics group g2 over that of most images: 1.2"); // 1.25, as they have as many times more pixels, but for their noise
        using JsonDocument prepared = JsonDocument.Parse(File.ReadAllText(In("run/prep/prepared.json")));
        prepared.RootElement.GetProperty("fullImageScale").GetDouble().ShouldBe(0.8998, 1e-3, "as of the 64 images alone");
        using (var stack = MrcStack.Open(In("run/prep/particles.mrcs")))
        {
            (stack.Width, stack.Count).ShouldBe((64, 96));
        }
        await Flex.DoneAsync("mesh", "--from", In("run"), "--out", In("mesh"), "--cells", "8");
        await Flex.DoneAsync("train", "--from", In("mesh"), "--out", In("train"), "--epochs", "2", "--latent-dimension", "1", "--layers", "2", "--width", "32");
        await Flex.DoneAsync("reconstruct", "--from", In("train"), "--out", In("maps"), "--iterations", "3");
        MrcMap.Read(In("maps/maps/rigid.mrc")).ShouldSatisfyAllConditions(map => map.Box.ShouldBe(64), map => map.PixelSizeAngstrom.ShouldBe(4, 1e-6));
    }

    [Fact]
    public async Task A_header_of_another_pixel_size_is_warned_of_once()
    {
        byte[] stack = File.ReadAllBytes(Path.Combine(_data, "stack.mrcs"));
        foreach (int word in (int[])[11, 12, 13])
        {
            BitConverter.TryWriteBytes(stack.AsSpan(4 * (word - 1)), 0.5f * BitConverter.ToSingle(stack, 4 * (word - 1)));
        }
        File.WriteAllBytes(In("stack.mrcs"), stack);
        string log = await Flex.DoneAsync(Prep("s11b_header_px_half", _folder));
        string warning = log.Split('\n').Where(line => line.Contains("pixel-header", StringComparison.Ordinal)).ShouldHaveSingleItem(log);
        warning.ShouldContain("stack.mrcs': 2 Å in its header, 4 Å in the table");
        (await Flex.DoneAsync([.. Prep("s11b_header_px_half", _data)[..^1], In("right")])).ShouldNotContain("pixel-header");
    }

    [Fact]
    public async Task A_group_of_inverted_images_is_refused()
    {
        File.Copy(Path.Combine(_data, "stack.mrcs"), In("stack.mrcs"));
        byte[] stack = File.ReadAllBytes(Path.Combine(_data, "stack2.mrcs"));
        for (int at = 1024; at < stack.Length; at += 4)
        {
            BitConverter.TryWriteBytes(stack.AsSpan(at), -BitConverter.ToSingle(stack, at));
        }
        File.WriteAllBytes(In("stack2.mrcs"), stack);
        await Flex.RefusedAsync(Prep("s05_two_boxes", _folder), "optics group g2", "anticorrelate", "white in all images");
    }
}
