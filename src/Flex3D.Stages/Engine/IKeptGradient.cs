using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Engine;

/// <summary>The gradient of a shard, left on the device that computed it.</summary>
/// <remarks>Its memory serves other shards once it is released. One thread at a time uses it, which need not be the one that computed it.</remarks>
public interface IKeptGradient
{
    /// <summary>The number of values.</summary>
    int Length { get; }

    /// <summary>Makes an empty sum of such gradients on their device; null if its memory does not suffice.</summary>
    /// <exception cref="DeviceException">The device has failed.</exception>
    IGradientSum? CreateSum();

    /// <summary>Copies the gradient to the host.</summary>
    /// <exception cref="DeviceException">The device has failed.</exception>
    void CopyTo(Span<float> gradient);

    /// <summary>Gives its memory back; nothing may use it afterwards.</summary>
    void Release();
}

/// <summary>Gradients of shards, summed on their devices as int64 fixed point: the same bits as <see cref="Numerics.FixedPointSum"/>, for any order and any number of devices.</summary>
public interface IGradientSum : IDisposable
{
    /// <summary>Clears the sum and sets its unit to 2^−<paramref name="exponent"/> for at most <paramref name="maximumTerms"/> terms.</summary>
    /// <exception cref="DeviceException">The device has failed.</exception>
    void Begin(int exponent, int maximumTerms);

    /// <summary>Adds a gradient. Returns false if it lies on a device whose memory does not suffice for a sum.</summary>
    /// <exception cref="DeviceException">The device has failed.</exception>
    bool Add(IKeptGradient gradient);

    /// <summary>Adds the sum to one on the host, and clears it.</summary>
    /// <exception cref="InvariantException">A value was not finite or too large for the unit.</exception>
    /// <exception cref="DeviceException">The device has failed; nothing was added.</exception>
    void MoveTo(Span<long> sum);
}

/// <summary>An evaluator that can leave gradients on its device: sums over the images of a shard, from zero. Each method returns null if the device's memory does not suffice, and nothing was computed.</summary>
public interface IGradientKeeper
{
    /// <summary>Sums Σ_i ∂(E_data + Σ strength·E_prior)/∂θ.</summary>
    IKeptGradient? KeepFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies);

    /// <summary>Sums Σ_i ∂E_data/∂V, one value for each bound voxel.</summary>
    IKeptGradient? KeepMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies);

    /// <summary>Sums Σ_i z_ik ∂E_data/∂V of a linear density model, [K][voxel].</summary>
    IKeptGradient? KeepComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies);
}
