using Flex3D.Stages.Engine;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The images of a shard on the device.</summary>
internal sealed class ShardOnDevice
{
    private long _stamp;

    public ShardOnDevice(IDeviceArrays arrays, int capacity, int spectrumLength)
    {
        Capacity = capacity;
        TargetReal = arrays.Allocate<float>((long)capacity * spectrumLength);
        TargetImaginary = arrays.Allocate<float>((long)capacity * spectrumLength);
        Weight = arrays.Allocate<float>((long)capacity * spectrumLength);
        Contrast = arrays.Allocate<float>(capacity);
        Poses = arrays.Allocate<float>((long)capacity * ImageShard.PoseLength);
    }

    public int Capacity { get; }
    public ArrayView<float> TargetReal { get; }
    public ArrayView<float> TargetImaginary { get; }
    public ArrayView<float> Weight { get; }
    public ArrayView<float> Contrast { get; }
    public ArrayView<float> Poses { get; }

    /// <summary>Copies the images of a shard to the device, unless they are there already.</summary>
    public void Load(AcceleratorStream stream, ImageShard shard)
    {
        if (_stamp == shard.Stamp)
        {
            return;
        }
        int count = shard.Count, length = count * shard.SpectrumLength;
        Copy(TargetReal, shard.TargetReal.AsSpan(0, length));
        Copy(TargetImaginary, shard.TargetImaginary.AsSpan(0, length));
        Copy(Weight, shard.Weight.AsSpan(0, length));
        Copy(Contrast, shard.Contrast.AsSpan(0, count));
        Copy(Poses, shard.Pose.AsSpan(0, count * ImageShard.PoseLength));
        _stamp = shard.Stamp; // set last: a copy that failed left other images in the arrays

        void Copy(ArrayView<float> to, ReadOnlySpan<float> from) => to.SubView(0, from.Length).CopyFromCPU(stream, from);
    }
}
