using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>Where arrays of a device come from: its memory (<see cref="DeviceArrays"/>), or nowhere, to learn what they would take (<see cref="CountedArrays"/>).</summary>
internal interface IDeviceArrays
{
    /// <summary>An array of at least one element; contents undefined.</summary>
    ArrayView<T> Allocate<T>(long length)
        where T : unmanaged;

    /// <summary>A copy of an array of the host.</summary>
    ArrayView<T> Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged;
}
