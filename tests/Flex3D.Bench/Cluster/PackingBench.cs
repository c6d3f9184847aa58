using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Runner;
using Flex3D.Stages.Dealing;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Shards;
using Flex3D.Tests;

namespace Flex3D.Bench.Cluster;

/// <summary>How many bytes the results and models of a real training and reconstruction have on the wire, raw and packed in several ways, and what packing costs. Processor time: a busy machine does.</summary>
internal static class PackingBench
{
    private sealed record Way(string Name, Func<byte[], byte[]> Pack, Func<byte[], int, byte[]> Unpack);

    private static readonly Way[] s_ways =
    [
        new("Deflate, fastest", bytes => Deflate(bytes, ZLibCompressionStrategy.Default), (bytes, length) => Inflate(bytes, length)),
        new("Brotli, fastest", Brotli, Unbrotli),
        new("planes, Deflate, fastest", bytes => Deflate(Split(bytes), ZLibCompressionStrategy.Default), (bytes, length) => Join(Inflate(bytes, length))),
        new("planes, Huffman", bytes => Deflate(Split(bytes), ZLibCompressionStrategy.HuffmanOnly), (bytes, length) => Join(Inflate(bytes, length))),
        new("top plane, Huffman", PackTop, UnpackTop),
    ];

    /// <summary>Runs a small pipeline, and tells.</summary>
    /// <param name="box">Box of the particles.</param>
    public static async Task RunAsync(int box)
    {
        string folder = Directory.CreateTempSubdirectory("flex3d-packing-").FullName, structures = Path.Combine(Repository.Root, "pipelines", "structures");
        try
        {
            string file = Path.Combine(folder, "p.yaml"), run = Path.Combine(folder, "run");
            await File.WriteAllTextAsync(file, $$"""
                seed: 3
                threads: 1
                simulate: {structures: [{{Path.Combine(structures, "adk_open.pdb.gz")}}, {{Path.Combine(structures, "adk_closed.pdb.gz")}}], particles: 128, box: {{box}}, pixelSize: {{128.0 / box}}, snr: 0.2}
                prep: {trainingBox: {{box}}}
                mesh:
                train: {epochs: 6, warmUpEpochs: 2, batchSize: 64}
                reconstruct: {iterations: 2}
                """);
            var tap = new WireTap();
            var runner = new PipelineRunner(StepCatalogue.Default, TextWriter.Null, new PlainProgress(TextWriter.Null), errors: Console.Error, cluster: tap.Start);
            ExitCode code = await runner.RunAsync(PipelineFile.Load(file), run, CancellationToken.None);
            Console.WriteLine($"box {box}: exit code {code}");
            foreach ((StepKind kind, List<byte[]> results) in tap.Results)
            {
                Tell($"results, {kind}", results);
                TellSums(kind, results);
            }
            foreach ((string step, List<ModelParts> models) in tap.Models)
            {
                Tell($"models, {step}, whole", [.. models.Select(Whole)]);
                Tell($"models, {step}, XOR with the one before", [.. models.Zip(models.Skip(1), Changed).Where(bytes => bytes.Length > 0)]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Tell(string what, IReadOnlyList<byte[]> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }
        long raw = samples.Sum(sample => (long)sample.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {samples.Count} of {raw / samples.Count} bytes"));
        foreach (Way way in s_ways)
        {
            byte[][] packed = [.. samples.Select(way.Pack)];
            if (!samples.Index().All(sample => way.Unpack(packed[sample.Index], sample.Item.Length).AsSpan().SequenceEqual(sample.Item)))
            {
                throw new InvalidOperationException($"{way.Name} does not give back what it was given");
            }
            double pack = Seconds(() => samples.ToList().ForEach(sample => way.Pack(sample)), raw), unpack = Seconds(() => samples.Index().ToList().ForEach(sample => way.Unpack(packed[sample.Index], sample.Item.Length)), raw);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {way.Name,-26} {100.0 * packed.Sum(one => (long)one.Length) / raw,6:0.0} %   {1e9 * pack,5:0.0} + {1e9 * unpack,5:0.0} ns a byte"));
        }
    }

    // The same gradients as int64 sums of 1, 8 and 24 shards: bytes a value, raw and in the fewest bytes that hold the largest of each 256.
    private static void TellSums(StepKind kind, List<byte[]> results)
    {
        float[][] gradients = [.. results.Select(result => ShardResult.Read(result).Gradient.ToArray())];
        float[][] same = [.. gradients.Where(gradient => gradient.Length == gradients[0].Length && gradient.Length > 0)];
        foreach (int shards in same.Length > 0 ? new[] { 1, 8, 24 }.Where(count => count <= same.Length) : [])
        {
            var sum = new FixedPointSum(same[0].Length);
            double largest = 0;
            for (int i = 0; i < same[0].Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(same.Sum(gradient => (double)gradient[i])));
            }
            sum.Begin(FixedPointSum.ExponentFor(largest), shards);
            same.Take(shards).ToList().ForEach(gradient => sum.Add(gradient));
            byte[] packed = Packed(sum);
            double pack = Seconds(() => Packed(sum), 8L * sum.Length), unpack = Seconds(() => Unpacked(packed, sum.Length), 8L * sum.Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  int64 sum of {shards,2} shards: 8 bytes a value raw, {(double)packed.Length / sum.Length:0.00} in as few as hold it ({8e9 * pack:0.0} + {8e9 * unpack:0.0} ns a value), {4 * shards} as float32 of each shard"));
        }
    }

    private static byte[] Packed(FixedPointSum sum)
    {
        using var stream = new MemoryStream();
        PackedSums.Write(stream, sum.Raw.Span);
        return stream.ToArray();
    }

    private static long[] Unpacked(ReadOnlySpan<byte> bytes, int length) => PackedSums.Read(ref bytes, length);

    private static byte[] Whole(ModelParts model)
    {
        using var stream = new MemoryStream();
        model.Write(stream, _ => false);
        return stream.ToArray();
    }

    private static byte[] Changed(ModelParts before, ModelParts after)
    {
        List<byte> bytes = [];
        foreach (ModelPart part in after.Parts)
        {
            if (before.Find(part.Name) is { } held && held.Length == part.Values.Length && before.Parts.First(other => other.Name == part.Name).Hash != part.Hash)
            {
                ReadOnlySpan<uint> old = MemoryMarshal.Cast<float, uint>(held), now = MemoryMarshal.Cast<float, uint>(part.Values);
                uint[] difference = new uint[now.Length];
                for (int i = 0; i < now.Length; i++)
                {
                    difference[i] = now[i] ^ old[i];
                }
                bytes.AddRange(MemoryMarshal.AsBytes<uint>(difference));
            }
        }
        return [.. bytes];
    }

    private static double Seconds(Action work, long bytes)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        int times = (int)Math.Max(1, 20_000_000 / bytes);
        for (int i = 0; i < times; i++)
        {
            work();
        }
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / times / bytes;
    }

    private static byte[] Deflate(byte[] bytes, ZLibCompressionStrategy strategy)
    {
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, new ZLibCompressionOptions { CompressionLevel = 1, CompressionStrategy = strategy }, leaveOpen: true))
        {
            deflate.Write(bytes);
        }
        return stream.ToArray();
    }

    private static byte[] Inflate(byte[] bytes, int length)
    {
        byte[] result = new byte[length];
        using var inflate = new DeflateStream(new MemoryStream(bytes), CompressionMode.Decompress);
        inflate.ReadExactly(result);
        return result;
    }

    private static byte[] Brotli(byte[] bytes)
    {
        byte[] result = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, result, out int written, 0, 20) ? result[..written] : bytes;
    }

    private static byte[] Unbrotli(byte[] bytes, int length)
    {
        byte[] result = new byte[length];
        return BrotliDecoder.TryDecompress(bytes, result, out _) ? result : bytes;
    }

    // Words of four bytes, turned by one bit so that the exponent is the top byte; then all top bytes, all second bytes …
    private static byte[] Split(byte[] bytes)
    {
        byte[] planes = bytes.ToArray();
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        int n = words.Length;
        for (int i = 0; i < n; i++)
        {
            uint word = BitOperations.RotateLeft(words[i], 1);
            (planes[i], planes[n + i], planes[2 * n + i], planes[3 * n + i]) = ((byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word);
        }
        return planes;
    }

    private static byte[] Join(byte[] planes)
    {
        byte[] bytes = planes.ToArray();
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        int n = words.Length;
        for (int i = 0; i < n; i++)
        {
            words[i] = BitOperations.RotateRight(((uint)planes[i] << 24) | ((uint)planes[n + i] << 16) | ((uint)planes[2 * n + i] << 8) | planes[3 * n + i], 1);
        }
        return bytes;
    }

    private static byte[] PackTop(byte[] bytes)
    {
        byte[] planes = Split(bytes), top = Deflate(planes[..(bytes.Length / 4)], ZLibCompressionStrategy.HuffmanOnly);
        return [.. BitConverter.GetBytes(top.Length), .. top, .. planes.AsSpan(bytes.Length / 4)];
    }

    private static byte[] UnpackTop(byte[] bytes, int length)
    {
        int top = BitConverter.ToInt32(bytes);
        return Join([.. Inflate(bytes[4..(4 + top)], length / 4), .. bytes.AsSpan(4 + top)]);
    }
}
