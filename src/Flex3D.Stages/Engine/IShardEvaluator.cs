namespace Flex3D.Stages.Engine;

/// <summary>Evaluates eqs 1-7 and their gradients for the images of a shard, in a fixed order, without allocating per image.</summary>
/// <remarks>Latents are [image][K] (or [image][candidate][K]), energies and gradients in units of the log-likelihood, summed over the images.</remarks>
public interface IShardEvaluator : IDisposable
{
    /// <summary>Sets the model that the following calls evaluate.</summary>
    void SetModel(ModelSnapshot model);

    /// <summary>Evaluates <paramref name="candidates"/> latents of every image.</summary>
    /// <param name="shard">The images.</param>
    /// <param name="latents">[image][candidate][K].</param>
    /// <param name="candidates">Candidates an image, ≥ 1.</param>
    /// <param name="energies">[image][candidate], overwritten.</param>
    void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies);

    /// <summary>Linearises the model in each image's own parameters, at a latent, the image's pose and its contrast.</summary>
    /// <param name="shard">The images.</param>
    /// <param name="latents">[image][K].</param>
    /// <param name="equations">Receives value, gradient and Hessian of each image; its columns say in which parameters, and it may leave images out. The rigid model has no latents.</param>
    void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations);

    /// <summary>Adds Σ_i ∂(E_data + Σ strength·E_prior)/∂θ to <paramref name="parameterGradient"/> and returns the energies of each image.</summary>
    void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies);

    /// <summary>Adds Σ_i ∂E_data/∂V, one value for each bound voxel, to <paramref name="voxelGradient"/>.</summary>
    void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies);

    /// <summary>Adds Σ_i z_ik ∂E_data/∂V of a linear density model, [K][voxel], to <paramref name="componentGradient"/>: the gradient in its <see cref="ModelSnapshot.Components"/>.</summary>
    void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies);

    /// <summary>Evaluates one prior on the flow at some latents, not times its strength, for reports. It needs no image.</summary>
    /// <param name="prior">Name of one of the problem's priors.</param>
    /// <param name="latents">[row][K].</param>
    /// <param name="energies">[row], overwritten; 0 for the rigid model.</param>
    void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies);
}
