using System.Runtime.CompilerServices;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>Arrays that are counted and not made: whoever allocates through <see cref="IDeviceArrays"/> can be asked what it would take, without a device.</summary>
internal sealed class CountedArrays : IDeviceArrays
{
    /// <summary>Bytes asked for.</summary>
    public long Bytes { get; private set; }

    /// <summary>A view of nothing.</summary>
    public ArrayView<T> Allocate<T>(long length)
        where T : unmanaged
    {
        Bytes += Math.Max(1, length) * Unsafe.SizeOf<T>();
        return default;
    }

    /// <summary>A view of nothing.</summary>
    public ArrayView<T> Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Allocate<T>(values.Length);
}
