using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>A gradient on its way from the device to the host.</summary>
internal sealed class FetchedGradient(DeviceStream stream)
{
    private PageLockedArray1D<float>? _values;

    /// <summary>Starts copying the beginning of a gradient; it is complete once the stream is synchronised.</summary>
    public void Begin(ArrayView<float> gradient, int length)
    {
        if (_values is null || _values.Length < length)
        {
            _values = stream.Pin<float>(length);
        }
        stream.Download(gradient, _values, length);
    }

    /// <summary>Adds the gradient to another one.</summary>
    public void AddTo(Span<float> sum)
    {
        ReadOnlySpan<float> values = _values!.Span[..sum.Length];
        int i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + new Vector<float>(values[i..])).CopyTo(sum[i..]);
        }
        for (; i < sum.Length; i++)
        {
            sum[i] += values[i];
        }
    }
}
