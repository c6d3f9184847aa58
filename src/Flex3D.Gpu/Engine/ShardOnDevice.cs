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
    private readonly float[] _loadedContrast, _loadedPoses;
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
        (_loadedContrast, _loadedPoses) = (new float[capacity], new float[capacity * ImageShard.PoseLength]);
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

    /// <summary>Copies a shard to the device: its images unless they are there already, poses and contrasts where they have changed.</summary>
    public void Load(DeviceStream stream, ImageShard shard)
    {
        int count = shard.Count, length = count * shard.SpectrumLength;
        bool same = _stamp == shard.Stamp;
        if (!same)
        {
            _stamp = 0; // until all is copied there are no images
            Copy(stream, TargetReal, shard.TargetReal.AsSpan(0, length));
            Copy(stream, TargetImaginary, shard.TargetImaginary.AsSpan(0, length));
            Copy(stream, Weight, shard.Weight.AsSpan(0, length));
        }
        CopyChanged(stream, same, Contrast, shard.Contrast.AsSpan(0, count), _loadedContrast);
        CopyChanged(stream, same, Poses, shard.Pose.AsSpan(0, count * ImageShard.PoseLength), _loadedPoses);
        _stamp = shard.Stamp;
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
            Copy(stream, _slope, slope.AsSpan(0, shard.Count * shard.SpectrumLength));
            _slopeStamp = shard.Stamp;
        }
    }

    private void MakeSlope() => (_slope, _hasSlope) = (_arrays.Allocate<float>((long)Capacity * _spectrumLength), true);

    private static void Copy(DeviceStream stream, ArrayView<float> to, ReadOnlySpan<float> from) => stream.Upload(to, from);

    // Bits are compared: a copy waits for the device, and most calls find the values of the call before.
    private static void CopyChanged(DeviceStream stream, bool same, ArrayView<float> to, ReadOnlySpan<float> from, Span<float> loaded)
    {
        if (!same || !MemoryMarshal.AsBytes(from).SequenceEqual(MemoryMarshal.AsBytes<float>(loaded[..from.Length])))
        {
            Copy(stream, to, from);
            from.CopyTo(loaded);
        }
    }
}
