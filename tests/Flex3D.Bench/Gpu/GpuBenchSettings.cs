using System.Globalization;
using Flex3D.Gpu.Engine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Devices;

namespace Flex3D.Bench.Gpu;

/// <summary>What is measured, and on what.</summary>
internal sealed record GpuBenchSettings
{
    /// <summary>The device that ILGPU simulates on the processor: it shows that everything runs, not how fast.</summary>
    public const string Simulated = "simulated";

    public const string Usage = "gpu [--device cuda:0|opencl:0|simulated] [--box N] [--voxels N] [--cells N] [--rows N] [--batch N] [--repeats N] [--workers N] [--shards N] [--only kernels|calls|steps|parity|banks]";

    /// <summary>Which device; null for the simulated one.</summary>
    public required DeviceName? Device { get; init; }

    /// <summary>Pixels of an image's edge.</summary>
    public int Box { get; init; } = 128;

    /// <summary>Voxels of the mask, about: a ball of so large a volume.</summary>
    public int Voxels { get; init; } = 290_000;

    /// <summary>Mesh cells across the box.</summary>
    public int Cells { get; init; } = 20;

    /// <summary>Latent candidates a kernel and an evaluator work on at once.</summary>
    public int Rows { get; init; } = 32;

    /// <summary>Shards of a call that has several.</summary>
    public int Shards { get; init; } = GpuEngine.ShardsACall;

    /// <summary>Workers of the device in training steps, which share its evaluators.</summary>
    public int Workers { get; init; } = Engines.WorkersADevice;

    /// <summary>The one part that is measured; null for the kernels, the calls and the steps.</summary>
    public string? Only { get; init; }

    /// <summary>Particles of a training step.</summary>
    public int Batch { get; init; } = 512;

    /// <summary>Measurements of which the median is told.</summary>
    public int Repeats { get; init; } = 9;

    /// <summary>Whether a part is measured.</summary>
    public bool Measures(string part) => Only is null ? part is not ("parity" or "banks") : Only == part;

    /// <summary>Reads the words after <c>gpu</c>: pairs of a name and a value.</summary>
    /// <exception cref="ArgumentException">One of them is not understood; the message says which.</exception>
    public static GpuBenchSettings Parse(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < args.Count; i += 2)
        {
            given[args[i]] = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value; usage: {Usage}");
        }
        GpuBenchSettings start = Start(given.Remove("--device", out string? device) ? device : "cuda:0");
        GpuBenchSettings settings = start with
        {
            Box = Take("--box", start.Box),
            Voxels = Take("--voxels", start.Voxels),
            Cells = Take("--cells", start.Cells),
            Rows = Take("--rows", start.Rows),
            Batch = Take("--batch", start.Batch),
            Repeats = Take("--repeats", start.Repeats),
            Shards = Take("--shards", start.Shards),
            Workers = Take("--workers", start.Workers),
            Only = given.Remove("--only", out string? only) ? only : null,
        };
        if (settings.Only is not (null or "kernels" or "calls" or "steps" or "parity" or "banks"))
        {
            throw new ArgumentException($"--only is '{settings.Only}'; usage: {Usage}");
        }
        return given.Count == 0 ? settings : throw new ArgumentException($"{given.Keys.First()} is not known; usage: {Usage}");

        int Take(string name, int otherwise) =>
            !given.Remove(name, out string? text) ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
            : throw new ArgumentException($"{name} is '{text}'; expected a whole number above 0");
    }

    private static GpuBenchSettings Start(string device) =>
        device == Simulated ? new() { Device = null, Box = 16, Voxels = 900, Cells = 4, Rows = 2, Batch = 4, Repeats = 1 }
        : DeviceName.TryParse(device, out DeviceName name) && name is { Kind: not "cpu", Index: not null } ? new() { Device = name }
        : throw new ArgumentException($"--device is '{device}'; expected one accelerator, such as cuda:0 or opencl:0, or {Simulated}");
}
