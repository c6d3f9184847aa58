using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Flex3D.Gpu.Engine;

/// <summary>Allocates arrays on a device and frees them together.</summary>
/// <param name="most">The most bytes they may take, as if the device had no more; tests use it to run out of memory.</param>
internal sealed class DeviceArrays(Accelerator accelerator, long most = long.MaxValue) : IDeviceArrays, IDisposable
{
    private readonly List<MemoryBuffer> _buffers = [];

    /// <summary>Bytes allocated.</summary>
    public long Bytes => _buffers.Sum(buffer => buffer.LengthInBytes);

    public ArrayView<T> Allocate<T>(long length)
        where T : unmanaged
    {
        if (Bytes + length * Interop.SizeOf<T>() > most)
        {
            throw new CudaException("out of memory");
        }
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
