namespace Flex3D.Simulator;

/// <summary>The bytes of one file: as everybody sees them, and as a power cut would leave them.</summary>
internal sealed class MemoryFile
{
    private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
    private byte[] _durable = [];
    private bool _truncated;

    /// <summary>As everybody sees them.</summary>
    public byte[] Content { get; private set; } = [];

    /// <summary>Empties the file.</summary>
    public void Truncate()
    {
        Content = [];
        _unsynced.Clear();
        _truncated = true;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Content = Applied(Content, bytes, offset);
        _unsynced.Add((offset, bytes.ToArray()));
    }

    /// <summary>What is there now survives from now on.</summary>
    public void Flush()
    {
        _durable = Content;
        _unsynced.Clear();
        _truncated = false;
    }

    /// <summary>Replaces the bytes for good: rot, not a write.</summary>
    public void Rot(byte[] bytes)
    {
        Content = bytes;
        Flush();
    }

    /// <summary>A power cut that takes all that was not flushed.</summary>
    public void Drop()
    {
        Content = _durable;
        Flush();
    }

    /// <summary>A power cut that leaves some of the writes that were not flushed, and part of one; where it leaves the length, zeros stand for what is missing.</summary>
    public void Tear(Draw draw)
    {
        if (_unsynced.Count == 0 && !_truncated)
        {
            return;
        }
        byte[] left = _truncated && draw.Chance(0.5) ? [] : _durable;
        int whole = draw.Below(_unsynced.Count + 1);
        for (int i = 0; i < whole; i++)
        {
            left = Applied(left, _unsynced[i].Bytes, _unsynced[i].Offset);
        }
        if (whole < _unsynced.Count)
        {
            (long offset, byte[] bytes) = _unsynced[whole];
            left = Applied(left, bytes.AsSpan(0, draw.Below(bytes.Length + 1)), offset);
        }
        if (left.Length < Content.Length && draw.Chance(0.3))
        {
            Array.Resize(ref left, Content.Length);
        }
        Content = left;
        Flush();
    }

    private static byte[] Applied(byte[] content, ReadOnlySpan<byte> bytes, long offset)
    {
        byte[] next = new byte[Math.Max(content.Length, offset + bytes.Length)];
        content.CopyTo(next, 0);
        bytes.CopyTo(next.AsSpan((int)offset));
        return next;
    }
}
