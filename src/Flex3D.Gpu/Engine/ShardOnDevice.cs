using System.Runtime.InteropServices;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The images of a shard on the device.</summary>
internal sealed class ShardOnDevice
{
    private readonly IDeviceArrays _arrays;
    private readonly int _spectrumLength;
    private PageLockedArray1D<float>? _images, _loadedContrast, _loadedPoses;
    private long _stamp, _slopeStamp;
    private ArrayView<float> _slope;
    private bool _hasSlope;

    /// <param name="defocus">Whether there is room for <see cref="DefocusSlope"/> from the beginning; else it is made when a shard has one.</param>
    public ShardOnDevice(IDeviceArrays arrays, int capacity, int spectrumLength, bool defocus = false)
    {
        (_arrays, Capacity, _spectrumLength) = (arrays, capacity, spectrumLength);
        TargetReal = arrays.Allocate<float>((long)capacity * spectrumLength);
        TargetImaginary = arrays.Allocate<float>((long)capacity * spectrumLength);
        Weight = arrays.Allocate<float>((long)capacity * spectrumLength);
        Contrast = arrays.Allocate<float>(capacity);
        Poses = arrays.Allocate<float>((long)capacity * ImageShard.PoseLength);
        if (defocus)
        {
            MakeSlope();
        }
    }

    public int Capacity { get; }
    public ArrayView<float> TargetReal { get; }
    public ArrayView<float> TargetImaginary { get; }
    public ArrayView<float> Weight { get; }
    public ArrayView<float> Contrast { get; }
    public ArrayView<float> Poses { get; }

    /// <summary>See <see cref="ImageShard.DefocusSlope"/>; some other array, for kernels that do not read it, until a shard that has one is loaded with it.</summary>
    public ArrayView<float> DefocusSlope => _hasSlope ? _slope : Contrast;

    /// <summary>Starts copying a shard to the device: its images unless they are there already, poses and contrasts where they have changed. Returns whether anything was to be copied.</summary>
    public bool Load(DeviceStream stream, ImageShard shard)
    {
        int count = shard.Count, length = count * shard.SpectrumLength;
        bool same = _stamp == shard.Stamp;
        if (!same)
        {
            _stamp = 0; // until all is copied there are no images
            _images ??= stream.Pin<float>(3 * Capacity * _spectrumLength);
            Copy(stream, TargetReal, shard.TargetReal.AsSpan(0, length), _images, 0);
            Copy(stream, TargetImaginary, shard.TargetImaginary.AsSpan(0, length), _images, length);
            Copy(stream, Weight, shard.Weight.AsSpan(0, length), _images, 2 * length);
        }
        bool changed = CopyChanged(stream, same, Contrast, shard.Contrast.AsSpan(0, count), _loadedContrast ??= stream.Pin<float>(Capacity));
        changed |= CopyChanged(stream, same, Poses, shard.Pose.AsSpan(0, count * ImageShard.PoseLength), _loadedPoses ??= stream.Pin<float>(Capacity * ImageShard.PoseLength));
        _stamp = shard.Stamp;
        return changed;
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

    private void MakeSlope() => (_slope, _hasSlope) = (_arrays.Allocate<float>((long)Capacity * _spectrumLength), true);

    private static void Copy(DeviceStream stream, ArrayView<float> to, ReadOnlySpan<float> from, PageLockedArray1D<float> staged, int offset)
    {
        from.CopyTo(staged.Span[offset..]);
        stream.Upload(to, staged, from.Length, offset);
    }

    // Bits are compared: most calls find the values of the call before.
    private static bool CopyChanged(DeviceStream stream, bool same, ArrayView<float> to, ReadOnlySpan<float> from, PageLockedArray1D<float> loaded)
    {
        if (same && MemoryMarshal.AsBytes(from).SequenceEqual(MemoryMarshal.AsBytes<float>(loaded.Span[..from.Length])))
        {
            return false;
        }
        Copy(stream, to, from, loaded, 0);
        return true;
    }
}
