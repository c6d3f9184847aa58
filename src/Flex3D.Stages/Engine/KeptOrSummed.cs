namespace Flex3D.Stages.Engine;

/// <summary>Sums a shard's gradient from zero: on the device, where the evaluator can leave it there, else into an array of the host.</summary>
public static class KeptOrSummed
{
    /// <summary>Sums Σ_i ∂(E_data + Σ strength·E_prior)/∂θ.</summary>
    /// <param name="keeps">Whether the gradient may be left on the device.</param>
    /// <param name="latents">[image][K].</param>
    /// <param name="gradient">Overwritten, unless the gradient was left on the device.</param>
    /// <param name="energies">[image], overwritten.</param>
    /// <returns>The gradient on the device; null where it is in the array.</returns>
    public static IKeptGradient? SumFlowGradient(
        this IShardEvaluator evaluator, bool keeps, ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies)
    {
        if (keeps && (evaluator as IGradientKeeper)?.KeepFlowGradient(shard, latents, energies) is { } kept)
        {
            return kept;
        }
        gradient.Clear();
        evaluator.AccumulateFlowGradient(shard, latents, gradient, energies);
        return null;
    }

    /// <summary>Sums Σ_i ∂E_data/∂V; see <see cref="SumFlowGradient"/>.</summary>
    public static IKeptGradient? SumMapGradient(
        this IShardEvaluator evaluator, bool keeps, ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies)
    {
        if (keeps && (evaluator as IGradientKeeper)?.KeepMapGradient(shard, latents, energies) is { } kept)
        {
            return kept;
        }
        gradient.Clear();
        evaluator.AccumulateMapGradient(shard, latents, gradient, energies);
        return null;
    }

    /// <summary>Sums Σ_i z_ik ∂E_data/∂V, [K][voxel]; see <see cref="SumFlowGradient"/>.</summary>
    public static IKeptGradient? SumComponentGradient(
        this IShardEvaluator evaluator, bool keeps, ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies)
    {
        if (keeps && (evaluator as IGradientKeeper)?.KeepComponentGradient(shard, latents, energies) is { } kept)
        {
            return kept;
        }
        gradient.Clear();
        evaluator.AccumulateComponentGradient(shard, latents, gradient, energies);
        return null;
    }
}
