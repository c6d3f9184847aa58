using System.Buffers;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Cluster.Wire;

/// <summary>Bytes in an array that is used again once they are disposed of; one that is forgotten is collected. A gradient of each shard in an array of its own has the collector run more often than shards are computed.</summary>
internal sealed class PooledBytes : IDisposable
{
    private readonly bool _pooled;
    private byte[]? _array;

    private PooledBytes(byte[] array, int length, bool pooled) => (_array, Length, _pooled) = (array, length, pooled);

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public Span<byte> Span => (_array ?? throw new ObjectDisposedException(nameof(PooledBytes))).AsSpan(0, Length);

    /// <summary>Takes an array of the pool; its bytes may have any value.</summary>
    public static PooledBytes Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length, pooled: true);

    /// <summary>Bytes of an array that does not go into the pool.</summary>
    public static implicit operator PooledBytes(byte[] bytes) => new(bytes, bytes.Length, pooled: false);

    public static implicit operator ReadOnlySpan<byte>(PooledBytes bytes) => bytes.Span;

    /// <summary>Returns what is written.</summary>
    /// <param name="expected">About how many bytes; more are copied into a longer array.</param>
    public static PooledBytes Of(int expected, Action<Stream> write)
    {
        using var stream = new Writer(Rent(expected));
        write(stream);
        return stream.Written;
    }

    /// <summary>Drops the bytes after the first so many.</summary>
    public PooledBytes First(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
        return this;
    }

    /// <summary>Returns as many bytes or more with the same beginning, in another array where this is too short.</summary>
    public PooledBytes Grown(int length)
    {
        if (_array!.Length >= length)
        {
            Length = Math.Max(Length, length);
            return this;
        }
        PooledBytes grown = Rent(length);
        Span.CopyTo(grown.Span);
        Dispose();
        return grown;
    }

    public void Dispose()
    {
        if (_pooled && _array is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
        _array = null;
    }

    private sealed class Writer(PooledBytes bytes) : WriteOnlyStream
    {
        private PooledBytes _bytes = bytes;
        private int _length;

        public PooledBytes Written => _bytes.First(_length);

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            int length = checked(_length + buffer.Length);
            if (length > _bytes.Length)
            {
                _bytes = _bytes.Grown((int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, length)));
            }
            buffer.CopyTo(_bytes.Span[_length..]);
            _length = length;
        }
    }
}
