using System.Runtime.InteropServices;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The images of one shard on the device.</summary>
internal sealed class ShardOnDevice
{
    private readonly IDeviceArrays _arrays;
    private PageLockedArray1D<float>? _loadedContrast, _loadedPoses;
    private long _stamp, _slopeStamp;
    private ArrayView<float> _slope;
    private bool _hasSlope;

    /// <param name="all">The arrays of all shards.</param>
    /// <param name="seat">Its number among them.</param>
    /// <param name="defocus">Whether there is room for <see cref="DefocusSlope"/> from the beginning.</param>
    public ShardOnDevice(ShardsOnDevice all, IDeviceArrays arrays, int seat, bool defocus)
    {
        (All, _arrays, First) = (all, arrays, seat * all.Capacity);
        if (defocus)
        {
            MakeSlope();
        }
    }

    /// <summary>The arrays that hold the images of this shard and of others.</summary>
    public ShardsOnDevice All { get; }

    /// <summary>Number of its first image in those arrays.</summary>
    public int First { get; }

    /// <summary>Its first image's <see cref="ImageShard.TargetReal"/>, and those after it.</summary>
    public ArrayView<float> TargetReal => Spectra(All.TargetReal);

    /// <summary>Like <see cref="TargetReal"/>.</summary>
    public ArrayView<float> TargetImaginary => Spectra(All.TargetImaginary);

    /// <summary>Like <see cref="TargetReal"/>.</summary>
    public ArrayView<float> Weight => Spectra(All.Weight);

    /// <summary>[image].</summary>
    public ArrayView<float> Contrast => All.Contrast.SubView(First, All.Capacity);

    /// <summary>[image][<see cref="ImageShard.PoseLength"/>].</summary>
    public ArrayView<float> Poses => All.Poses.SubView((long)First * ImageShard.PoseLength, (long)All.Capacity * ImageShard.PoseLength);

    /// <summary>See <see cref="ImageShard.DefocusSlope"/>; some other array, for kernels that do not read it, until a shard that has one is loaded with it.</summary>
    public ArrayView<float> DefocusSlope => _hasSlope ? _slope : Contrast;

    /// <summary>Starts copying a shard to the device: its images unless they are there already, poses and contrasts where they have changed. Returns whether anything was to be copied.</summary>
    /// <param name="staged">Holds the images, or is filled with them.</param>
    public bool Load(DeviceStream stream, ImageShard shard, StagedShard staged)
    {
        int count = shard.Count;
        bool same = _stamp == shard.Stamp;
        if (!same)
        {
            _stamp = 0; // until all is copied there are no images
            staged.Upload(stream, shard, this);
        }
        bool changed = CopyChanged(stream, same, Contrast, shard.Contrast.AsSpan(0, count), _loadedContrast ??= stream.Pin<float>(All.Capacity));
        changed |= CopyChanged(stream, same, Poses, shard.Pose.AsSpan(0, count * ImageShard.PoseLength), _loadedPoses ??= stream.Pin<float>(All.Capacity * ImageShard.PoseLength));
        _stamp = shard.Stamp;
        return changed || !same;
    }

    /// <summary>Copies <see cref="ImageShard.DefocusSlope"/> of a loaded shard too, unless it is there already.</summary>
    /// <exception cref="InvariantException">The shard has none.</exception>
    public void LoadDefocus(DeviceStream stream, ImageShard shard)
    {
        if (shard.DefocusSlope is not { } slope)
        {
            throw new InvariantException("a shard without a defocus slope is to be linearised in the defocus");
        }
        if (!_hasSlope)
        {
            MakeSlope();
        }
        if (_slopeStamp != shard.Stamp)
        {
            _slopeStamp = 0;
            stream.Upload<float>(_slope, slope.AsSpan(0, shard.Count * shard.SpectrumLength));
            _slopeStamp = shard.Stamp;
        }
    }

    private ArrayView<float> Spectra(ArrayView<float> all) => all.SubView((long)First * All.SpectrumLength, (long)All.Capacity * All.SpectrumLength);

    private void MakeSlope() => (_slope, _hasSlope) = (_arrays.Allocate<float>((long)All.Capacity * All.SpectrumLength), true);

    // Bits are compared: most calls find the values of the call before.
    private static bool CopyChanged(DeviceStream stream, bool same, ArrayView<float> to, ReadOnlySpan<float> from, PageLockedArray1D<float> loaded)
    {
        if (same && MemoryMarshal.AsBytes(from).SequenceEqual(MemoryMarshal.AsBytes<float>(loaded.Span[..from.Length])))
        {
            return false;
        }
        from.CopyTo(loaded.Span);
        stream.Upload(to, loaded, from.Length);
        return true;
    }
}
