using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The images of a shard in memory of the host that a device can copy by itself. A worker fills it before its turn, while the device computes for others.</summary>
/// <remarks>It must not be filled anew before the copy has ended: a call of an evaluator waits for it.</remarks>
internal sealed class StagedShard(Accelerator accelerator) : IDisposable
{
    private PageLockedArray1D<float>? _values;
    private long _stamp;

    /// <summary>Copies the images of a shard, unless they are there already.</summary>
    public void Fill(ImageShard shard)
    {
        if (_stamp == shard.Stamp)
        {
            return;
        }
        int length = shard.Count * shard.SpectrumLength;
        _stamp = 0;
        if (_values is null || _values.Length < 3 * length)
        {
            accelerator.Bind(); // any thread may call
            Dispose();
            _values = accelerator.AllocatePageLocked1D<float>(3 * length, uninitialized: true);
        }
        shard.TargetReal.AsSpan(0, length).CopyTo(_values.Span);
        shard.TargetImaginary.AsSpan(0, length).CopyTo(_values.Span[length..]);
        shard.Weight.AsSpan(0, length).CopyTo(_values.Span[(2 * length)..]);
        _stamp = shard.Stamp;
    }

    /// <summary>Starts copying the images of a shard to the device.</summary>
    public void Upload(DeviceStream stream, ImageShard shard, ShardOnDevice to)
    {
        Fill(shard);
        int length = shard.Count * shard.SpectrumLength;
        stream.Upload(to.TargetReal, _values!, length, 0);
        stream.Upload(to.TargetImaginary, _values!, length, length);
        stream.Upload(to.Weight, _values!, length, 2 * length);
    }

    public void Dispose()
    {
        _values?.Dispose();
        (_values, _stamp) = (null, 0);
    }
}
