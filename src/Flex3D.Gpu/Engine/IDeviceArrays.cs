using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>Allocates arrays of a device: in its memory (<see cref="DeviceArrays"/>), or without memory, to count the bytes they would take (<see cref="CountedArrays"/>).</summary>
internal interface IDeviceArrays
{
    /// <summary>Allocates an array of at least one element; its contents are undefined.</summary>
    ArrayView<T> Allocate<T>(long length)
        where T : unmanaged;

    /// <summary>Allocates a copy of an array of the host.</summary>
    ArrayView<T> Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged;
}
