using System.IO.Compression;
using System.Runtime.InteropServices;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Model;

/// <summary>Writes a NumPy .npz archive, uncompressed; the same arrays give the same bytes.</summary>
internal sealed class NpzWriter(Stream stream) : IDisposable
{
    private readonly ZipArchive _archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);

    public void Add(string name, ReadOnlySpan<float> values, params long[] shape) => Add(name, "<f4", MemoryMarshal.AsBytes(values), values.Length, shape);

    public void Add(string name, ReadOnlySpan<int> values, params long[] shape) => Add(name, "<i4", MemoryMarshal.AsBytes(values), values.Length, shape);

    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        using Stream content = Open(name);
        content.Write(bytes);
    }

    /// <summary>Adds an array of float32 that <paramref name="write"/> writes, little-endian, C order, so that it need not be held in memory.</summary>
    public void AddFloats(string name, Action<Stream> write, params long[] shape)
    {
        using Stream content = Open(name + ".npy");
        content.Write(NpyArrayHeader.Write("<f4", shape));
        write(content);
    }

    public void Dispose() => _archive.Dispose();

    private void Add(string name, string type, ReadOnlySpan<byte> bytes, long count, long[] shape)
    {
        long expected = 1;
        foreach (long size in shape)
        {
            expected *= size;
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, expected, name);
        using Stream content = Open(name + ".npy");
        content.Write(NpyArrayHeader.Write(type, shape));
        content.Write(bytes);
    }

    private Stream Open(string name)
    {
        ZipArchiveEntry entry = _archive.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }
}
