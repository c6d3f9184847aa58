namespace Flex3D.Stages.Priors;

/// <summary>A prior on the flow: an energy of the mesh as deformed by a flow, and its gradient.</summary>
/// <remarks>
/// The loss of eq. 7 is E_data + Σ strength·E over the priors. An engine evaluates a prior for each latent candidate of each image, and
/// knows nothing else of it. An object belongs to one mesh and one worker: it may allocate working memory in its constructor, and is
/// not thread-safe. The same positions give the same bits, whatever was evaluated before.
/// </remarks>
public interface IFlowPrior
{
    /// <summary>Bytes of its arrays.</summary>
    long Bytes { get; }

    /// <summary>Returns E, not yet times its strength, and adds strength·∂E/∂y to <paramref name="gradient"/>. Allocates nothing.</summary>
    /// <param name="deformed">Positions y of the mesh's vertices, rest plus flow, Å: [x, y, z][vertex]. If one is not finite, E is not finite either.</param>
    /// <param name="gradient">[x, y, z][vertex], per Å; empty for the energy alone.</param>
    /// <param name="strength">In units of the log-likelihood, ≥ 0; multiplies the gradient.</param>
    double EnergyAndGradient(ReadOnlySpan<float> deformed, Span<float> gradient, double strength);
}
