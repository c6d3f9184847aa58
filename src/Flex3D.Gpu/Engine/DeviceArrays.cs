using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Arrays on a device, freed together.</summary>
internal sealed class DeviceArrays(Accelerator accelerator) : IDeviceArrays, IDisposable
{
    private readonly List<MemoryBuffer> _buffers = [];

    /// <summary>Bytes held.</summary>
    public long Bytes => _buffers.Sum(buffer => buffer.LengthInBytes);

    public ArrayView<T> Allocate<T>(long length)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = accelerator.Allocate1D<T>(Math.Max(1, length));
        _buffers.Add(buffer);
        return buffer.View.BaseView;
    }

    public ArrayView<T> Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArrayView<T> view = Allocate<T>(values.Length);
        if (values.Length > 0)
        {
            view.SubView(0, values.Length).CopyFromCPU(accelerator.DefaultStream, values);
        }
        return view;
    }

    public void Dispose()
    {
        foreach (MemoryBuffer buffer in _buffers)
        {
            buffer.Dispose();
        }
        _buffers.Clear();
    }
}
