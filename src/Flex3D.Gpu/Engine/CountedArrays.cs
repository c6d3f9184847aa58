using System.Runtime.CompilerServices;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>Counts the bytes of arrays without allocating them: code that allocates through <see cref="IDeviceArrays"/> can be measured without a device.</summary>
internal sealed class CountedArrays : IDeviceArrays
{
    /// <summary>Bytes asked for so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counts the bytes and returns an empty view.</summary>
    public ArrayView<T> Allocate<T>(long length)
        where T : unmanaged
    {
        Bytes += Math.Max(1, length) * Unsafe.SizeOf<T>();
        return default;
    }

    /// <summary>Counts the bytes and returns an empty view.</summary>
    public ArrayView<T> Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Allocate<T>(values.Length);
}
