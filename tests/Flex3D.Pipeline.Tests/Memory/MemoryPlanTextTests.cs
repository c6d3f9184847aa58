using Flex3D.Pipeline.Memory;

namespace Flex3D.Pipeline.Tests.Memory;

public sealed class MemoryPlanTextTests
{
    private static readonly MemoryItem[] Items =
    [
        new(MemoryItem.Disk, "particle table", 1000, 88),
        new(MemoryItem.Host, "image buffers", 5, 1_000_000),
        new("cuda:0", "map and its gradient", 2, 2_000_000),
    ];

    private static string[] Lines(string? whyNoDevice, params (string Place, long Bytes)[] memory)
    {
        using var output = new StringWriter();
        var plan = new MemoryPlan("train", [("device", "cuda:0"), ("box", "128 pixels")], Items, memory.ToDictionary(entry => entry.Place, entry => entry.Bytes), whyNoDevice);
        MemoryPlanText.Write(plan, output);
        return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    [Fact]
    public void A_plan_is_an_aligned_table_with_totals() =>
        Lines(null, ("host", 8_000_000), ("cuda:0", 4_000_000)).ShouldBe(
        [
            "train",
            "  device  cuda:0",
            "  box     128 pixels",
            "",
            "  where   what                       number  bytes each      bytes",
            "  disk    particle table              1,000          88     88,000",
            "  host    image buffers                   5   1,000,000  5,000,000",
            "  cuda:0  map and its gradient            2   2,000,000  4,000,000",
            "  host    total, of 8,000,000 bytes                      5,000,000",
            "  cuda:0  total, of 4,000,000 bytes                      4,000,000",
        ]);

    [Fact]
    public void What_does_not_suffice_is_warned_of() =>
        Lines(null, ("host", 4_999_999), ("cuda:0", 3_999_999))[^2..].ShouldBe(
        [
            "warning: host has 4,999,999 bytes of memory and 5,000,000 would be held: give less --memory, fewer --threads or a smaller box",
            "warning: cuda:0 has 3,999,999 bytes of memory and 4,000,000 would be held: give a smaller box, or another --device",
        ]);

    [Fact]
    public void A_device_that_cannot_be_used_is_said_and_its_part_is_shown()
    {
        string[] lines = Lines("device cuda:0 cannot be used", ("host", 8_000_000));
        lines[^2].ShouldBe("  cuda:0  total                                          4,000,000");
        lines[^1].ShouldBe("warning: device cuda:0 cannot be used");
    }
}
