namespace Flex3D.Stages.Files;

/// <summary>A stored file as a stream, unbuffered; disposing of it closes the file and writes nothing.</summary>
internal sealed class StoredStream(IStoredFile file, bool writable) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => writable;

    public override long Length => file.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException($"position {value} lies before the file");
    }

    public override int Read(Span<byte> buffer)
    {
        int got = file.Read(buffer, _position);
        _position += got;
        return got;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer, _position);
        _position += buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <summary>Does nothing: writes have reached the operating system already. <see cref="IStoredFile.Flush"/> makes them durable.</summary>
    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }
        base.Dispose(disposing);
    }
}
