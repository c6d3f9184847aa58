using Flex3D.Stages.Engine;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>The images of shards on the device, one shard for each seat, in arrays that a kernel reads for the rows of several shards.</summary>
internal sealed class ShardsOnDevice
{
    private readonly ShardOnDevice[] _seats;

    /// <param name="seats">Shards at once.</param>
    /// <param name="capacity">The most images of a shard.</param>
    /// <param name="defocus">Whether there is room for <see cref="ShardOnDevice.DefocusSlope"/> from the beginning; else it is made when a shard has one.</param>
    public ShardsOnDevice(IDeviceArrays arrays, int seats, int capacity, int spectrumLength, bool defocus = false)
    {
        (Capacity, SpectrumLength) = (capacity, spectrumLength);
        long images = (long)seats * capacity;
        TargetReal = arrays.Allocate<float>(images * spectrumLength);
        TargetImaginary = arrays.Allocate<float>(images * spectrumLength);
        Weight = arrays.Allocate<float>(images * spectrumLength);
        Contrast = arrays.Allocate<float>(images);
        Poses = arrays.Allocate<float>(images * ImageShard.PoseLength);
        _seats = [.. Enumerable.Range(0, seats).Select(seat => new ShardOnDevice(this, arrays, seat, defocus))];
    }

    /// <summary>The most images of a shard.</summary>
    public int Capacity { get; }

    /// <summary>Values of a spectrum.</summary>
    public int SpectrumLength { get; }

    /// <summary>[seat][image][ky][kx].</summary>
    public ArrayView<float> TargetReal { get; }

    /// <summary>[seat][image][ky][kx].</summary>
    public ArrayView<float> TargetImaginary { get; }

    /// <summary>[seat][image][ky][kx].</summary>
    public ArrayView<float> Weight { get; }

    /// <summary>[seat][image].</summary>
    public ArrayView<float> Contrast { get; }

    /// <summary>[seat][image][<see cref="ImageShard.PoseLength"/>].</summary>
    public ArrayView<float> Poses { get; }

    /// <summary>The shard of a seat.</summary>
    public ShardOnDevice this[int seat] => _seats[seat];
}
