using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.LocalScratch;

/// <summary>An image stack whose leading images are read from a copy. All else, and after a failure of the copy these images too, is read from the original.</summary>
/// <remarks>Every image from the copy is checked against the sum taken when it was copied: a bit that the scratch disk lost changes no result.</remarks>
/// <param name="original">The whole file.</param>
/// <param name="copy">The leading images one after the other, without the header.</param>
/// <param name="firstImage">Byte of the original at which its first image begins.</param>
/// <param name="imageBytes">Bytes of an image.</param>
/// <param name="sums">CRC-32C of each image of the copy.</param>
/// <param name="abandoned">Called once, from any thread, with the reason why the copy is no longer read.</param>
internal sealed class ScratchFile(IStoredFile original, IStoredFile copy, long firstImage, int imageBytes, uint[] sums, Action<string> abandoned) : IStoredFile
{
    private int _abandoned;

    public long Length => original.Length;

    public int Read(Span<byte> buffer, long offset)
    {
        (long image, long within) = Math.DivRem(offset - firstImage, imageBytes);
        bool copied = offset >= firstImage && within == 0 && image < sums.Length && buffer.Length == imageBytes;
        return copied && Volatile.Read(ref _abandoned) == 0 && ReadCopy(buffer, (int)image) ? buffer.Length : original.Read(buffer, offset);
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException("prepared images are only read");

    public void Flush() => throw new NotSupportedException("prepared images are only read");

    public void Dispose()
    {
        original.Dispose();
        copy.Dispose();
    }

    private bool ReadCopy(Span<byte> buffer, int image)
    {
        string fault;
        try
        {
            int got = Storage.ReadFully(copy, buffer, (long)image * imageBytes);
            if (got == imageBytes && SumOf(buffer) == sums[image])
            {
                return true;
            }
            fault = got < imageBytes ? $"it ends inside image {image + 1}" : $"image {image + 1} is not what was copied";
        }
        catch (Exception thrown) when (ScratchFault.Is(thrown))
        {
            fault = thrown.Message;
        }
        if (Interlocked.Exchange(ref _abandoned, 1) == 0)
        {
            abandoned(fault);
        }
        return false;
    }

    /// <summary>Returns the CRC-32C of an image.</summary>
    public static uint SumOf(ReadOnlySpan<byte> image)
    {
        var sum = new Crc32C();
        sum.Append(image);
        return sum.Value;
    }
}
