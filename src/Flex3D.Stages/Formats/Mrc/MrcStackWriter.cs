using System.Runtime.InteropServices;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Formats;

/// <summary>Writes a stack of square float32 images one after the other, without keeping any in memory.</summary>
/// <remarks>
/// Invariants: (1) no stack appears under the final name before <see cref="Commit"/>; (2) after it the whole stack does, and
/// survives a power cut; (3) disposing without it, whatever failed, removes the temporary file; (4) images count once all of them are
/// written, so a call that failed can be made again.
/// </remarks>
public sealed class MrcStackWriter : IDisposable
{
    private readonly string _path, _temporary, _label;
    private readonly double _pixelSizeAngstrom;
    private readonly MrcStatistics _statistics = new();
    private IStoredFile? _file;
    private bool _named;

    private MrcStackWriter(string path, int box, double pixelSizeAngstrom, string label)
    {
        (_path, Box, _pixelSizeAngstrom, _label) = (path, box, pixelSizeAngstrom, label);
        _temporary = DurableFile.TemporaryOf(path);
        DurableFolder.Create(Path.GetDirectoryName(_temporary)!);
        _file = Storage.Current.Create(_temporary);
    }

    /// <summary>Pixels along each edge.</summary>
    public int Box { get; }

    /// <summary>Images written so far.</summary>
    public int Count { get; private set; }

    /// <summary>Creates a stack under a temporary name in the folder of its final one.</summary>
    public static MrcStackWriter Create(string path, int box, double pixelSizeAngstrom, string label = "Flex3D")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        var writer = new MrcStackWriter(path, box, pixelSizeAngstrom, label);
        try
        {
            writer._file!.Write(stackalloc byte[MrcHeader.Bytes], 0);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Adds images of Box × Box pixels, x fastest, one after the other.</summary>
    /// <exception cref="IOException">The disk is full or fails, and none of the images counts: call it again, or dispose, and no file is left.</exception>
    public void Append(ReadOnlySpan<float> images)
    {
        IStoredFile file = _file ?? throw new ObjectDisposedException(nameof(MrcStackWriter));
        int pixels = Box * Box;
        ArgumentOutOfRangeException.ThrowIfNotEqual(images.Length % pixels, 0, nameof(images));
        file.Write(MemoryMarshal.AsBytes(images), MrcHeader.Bytes + (long)Count * pixels * sizeof(float));
        for (int first = 0; first < images.Length; first += pixels, Count++)
        {
            _statistics.Add(images.Slice(first, pixels));
        }
    }

    /// <summary>Writes the header, flushes to disk and gives the stack its name.</summary>
    /// <exception cref="IOException">The disk is full or fails: call it again, or dispose.</exception>
    public void Commit()
    {
        IStoredFile file = _file ?? throw new ObjectDisposedException(nameof(MrcStackWriter));
        if (!_named)
        {
            Span<byte> header = stackalloc byte[MrcHeader.Bytes];
            MrcHeaderWriter.Fill(header, Box, Count, isVolume: false, _pixelSizeAngstrom, _statistics, _label);
            file.Write(header, 0);
            file.Flush();
            Storage.Current.Rename(_temporary, _path);
            _named = true; // the remaining work may fail, and can be repeated
        }
        Storage.Current.FlushFolder(Path.GetDirectoryName(_temporary)!);
        WrittenFiles.Add(_path);
        _file = null;
        file.Dispose();
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (_file is null)
        {
            return;
        }
        IStoredFile file = _file;
        _file = null;
        try
        {
            file.Dispose();
        }
        finally
        {
            Storage.Current.Delete(_temporary);
        }
    }
}
