using Flex3D.Stages.Engine;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>The part that one shard has in a call of an evaluator, with arrays of its own, so that several shards can be evaluated in one call.</summary>
/// <param name="seat">The place of the shard's images on the device.</param>
internal sealed class ShardCall(int seat)
{
    private float[] _latents = [];
    private CandidateEnergy[] _energies = [];

    /// <summary>The place of the shard's images on the device.</summary>
    public int Seat => seat;

    /// <summary>The images, where the device can copy them by itself; null to let the evaluator do that in its turn.</summary>
    public StagedShard? Staged { get; init; }

    /// <summary>The images.</summary>
    public ImageShard Shard { get; private set; } = null!; // set before anything is evaluated

    /// <summary>Candidates an image.</summary>
    public int Candidates { get; private set; }

    /// <summary>Rows of the shard: candidates of all images.</summary>
    public int Rows => Shard.Count * Candidates;

    /// <summary>[row][K]; empty where the model has no latents.</summary>
    public ReadOnlySpan<float> Latents => _latents.AsSpan(0, LatentLength);

    /// <summary>[row], filled by the evaluator.</summary>
    public Span<CandidateEnergy> Energies => _energies.AsSpan(0, Rows);

    /// <summary>Array of the device that receives the gradient of the shard; empty for none.</summary>
    public ArrayView<float> Gradient { get; private set; }

    private int LatentLength { get; set; }

    /// <summary>Sets what is evaluated. Latents are copied.</summary>
    public void Set(ImageShard shard, ReadOnlySpan<float> latents, int candidates, ArrayView<float> gradient = default)
    {
        (Shard, Candidates, Gradient, LatentLength) = (shard, candidates, gradient, latents.Length);
        if (_latents.Length < latents.Length)
        {
            _latents = new float[latents.Length];
        }
        latents.CopyTo(_latents);
        if (_energies.Length < Rows)
        {
            _energies = new CandidateEnergy[Rows];
        }
    }
}
