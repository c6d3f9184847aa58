namespace Flex3D.Stages.Files;

/// <summary>An open file, read and written by offset; reads are safe from any number of threads.</summary>
public interface IStoredFile : IDisposable
{
    /// <summary>Length of the file, bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to <paramref name="buffer"/>'s length and returns the bytes read: 0 at the end of the file, possibly fewer than asked for before it.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of <paramref name="bytes"/>. After an exception any part of them may have been written.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns once the bytes written would survive a power cut.</summary>
    void Flush();
}
