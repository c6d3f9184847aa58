using Flex3D.Pipeline.Cluster.Wire;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Streaming;

/// <summary>A file of the head, asked for in blocks, each of which is asked for once and kept in a file of this machine; where the disk has no room, each time.</summary>
/// <remarks>Reads are safe from any number of threads, and block until the bytes are there.</remarks>
/// <param name="path">Full path at the head.</param>
/// <param name="length">Its length, bytes.</param>
/// <param name="ask">Asks the head for one block; throws <see cref="IOException"/> where there is no answer.</param>
/// <param name="kept">An empty file for the blocks.</param>
/// <param name="hasRoom">Whether one more block may be kept.</param>
internal sealed class StreamedFile(string path, long length, Func<FileQuestion, Task<FileAnswer>> ask, IStoredFile kept, Func<bool> hasRoom) : IDisposable
{
    /// <summary>Bytes of a block.</summary>
    public const int Block = WireCodec.LongestPiece;

    private const int AtOnce = 8;

    private readonly bool[] _isKept = new bool[(length + Block - 1) / Block];
    private volatile bool _full;

    /// <summary>Bytes of the whole.</summary>
    public long Length => length;

    /// <summary>Fills a buffer, or as much of it as the file has from <paramref name="offset"/> on; returns the bytes.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        int wanted = (int)Math.Clamp(length - offset, 0, buffer.Length);
        if (wanted == 0)
        {
            return 0;
        }
        int last = (int)((offset + wanted - 1) / Block), next = (int)(offset / Block);
        var asked = new Queue<Task>();
        while (next <= last || asked.Count > 0)
        {
            while (next <= last && asked.Count < AtOnce)
            {
                long begin = Math.Max(offset, (long)next * Block), end = Math.Min(offset + wanted, (next + 1L) * Block);
                asked.Enqueue(ReadAsync(next++, begin, buffer.Slice((int)(begin - offset), (int)(end - begin))));
            }
            await asked.Dequeue().ConfigureAwait(false);
        }
        return wanted;
    }

    // A part of one block.
    private async Task ReadAsync(int block, long offset, Memory<byte> buffer)
    {
        if (Volatile.Read(ref _isKept[block]))
        {
            if (Storage.ReadFully(kept, buffer.Span, offset) != buffer.Length)
            {
                throw new IOException($"a block of '{path}' that was kept here cannot be read");
            }
            return;
        }
        long begin = (long)block * Block;
        int size = (int)Math.Min(Block, length - begin);
        FileAnswer answer = await ask(new FileQuestion(FileQuestionKind.Read, path, begin, size)).ConfigureAwait(false);
        if (answer.Kind != FileAnswerKind.File || answer.Bytes.Length != size || answer.Length != length)
        {
            throw new IOException($"the head's file '{path}' has changed");
        }
        Keep(block, answer.Bytes);
        answer.Bytes.AsMemory((int)(offset - begin), buffer.Length).CopyTo(buffer);
    }

    private void Keep(int block, byte[] bytes)
    {
        if (_full || !hasRoom())
        {
            return;
        }
        try
        {
            kept.Write(bytes, (long)block * Block);
            Volatile.Write(ref _isKept[block], true);
        }
        catch (IOException) // the disk is full after all: the rest is asked for each time
        {
            _full = true;
        }
    }

    public void Dispose() => kept.Dispose();
}
