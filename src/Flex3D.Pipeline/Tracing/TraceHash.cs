using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Flex3D.Pipeline.Tracing;

/// <summary>An XXH128 hash over several arrays, one after the other.</summary>
internal sealed class TraceHash
{
    private readonly XxHash128 _hash = new();

    /// <summary>Adds the bytes of <paramref name="values"/>.</summary>
    public TraceHash Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        while (values.Length > 0)
        {
            ReadOnlySpan<T> part = values[..Math.Min(values.Length, 1 << 24)]; // as bytes, a span must not outgrow int
            _hash.Append(MemoryMarshal.AsBytes(part));
            values = values[part.Length..];
        }
        return this;
    }

    /// <summary>Returns the hash as 32 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());
}
