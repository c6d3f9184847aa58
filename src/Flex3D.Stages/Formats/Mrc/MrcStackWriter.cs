using System.Runtime.InteropServices;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>Writes a stack of square float32 images, one after the other, holding none of them.</summary>
/// <remarks>
/// Invariants: (1) nothing stands under the final name before <see cref="Commit"/>; (2) after it the whole stack does, and
/// survives a power cut; (3) disposing without it, whatever failed, removes the temporary file.
/// </remarks>
public sealed class MrcStackWriter : IDisposable
{
    private readonly string _path, _temporary, _label;
    private readonly double _pixelSizeAngstrom;
    private readonly MrcStatistics _statistics = new();
    private IStoredFile? _file;
    private Stream? _stream;

    private MrcStackWriter(string path, int box, double pixelSizeAngstrom, string label)
    {
        (_path, Box, _pixelSizeAngstrom, _label) = (path, box, pixelSizeAngstrom, label);
        _temporary = DurableFile.TemporaryOf(path);
        DurableFolder.Create(Path.GetDirectoryName(_temporary)!);
        _file = Storage.Current.Create(_temporary);
        _stream = new StoredStream(_file, writable: true); // unbuffered: disposing after a failed write must not write again
    }

    /// <summary>Pixels along each edge.</summary>
    public int Box { get; }

    /// <summary>Images written so far.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a stack beside its final place.</summary>
    public static MrcStackWriter Create(string path, int box, double pixelSizeAngstrom, string label = "Flex3D")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        var writer = new MrcStackWriter(path, box, pixelSizeAngstrom, label);
        try
        {
            writer._stream!.Write(stackalloc byte[MrcHeader.Bytes]);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Adds an image of Box × Box pixels, x fastest.</summary>
    /// <exception cref="IOException">The disk is full or fails; dispose, and nothing is left.</exception>
    public void Append(ReadOnlySpan<float> image)
    {
        Stream stream = _stream ?? throw new ObjectDisposedException(nameof(MrcStackWriter));
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Length, Box * Box);
        stream.Write(MemoryMarshal.AsBytes(image));
        _statistics.Add(image);
        Count++;
    }

    /// <summary>Writes the header, flushes to disk and gives the stack its name.</summary>
    public void Commit()
    {
        Stream stream = _stream ?? throw new ObjectDisposedException(nameof(MrcStackWriter));
        Span<byte> header = stackalloc byte[MrcHeader.Bytes];
        MrcHeaderWriter.Fill(header, Box, Count, isVolume: false, _pixelSizeAngstrom, _statistics, _label);
        stream.Position = 0;
        stream.Write(header);
        _file!.Flush();
        stream.Dispose();
        DurableFile.Replace(_temporary, _path);
        _stream = null;
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (_stream is null)
        {
            return;
        }
        Stream stream = _stream;
        _stream = null;
        try
        {
            stream.Dispose();
        }
        finally
        {
            Storage.Current.Delete(_temporary);
        }
    }
}
