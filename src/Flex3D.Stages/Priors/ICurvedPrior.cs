namespace Flex3D.Stages.Priors;

/// <summary>A prior that gives its second derivatives along some motions of the mesh, for which <see cref="FlowPriors"/> else takes differences of gradients.</summary>
internal interface ICurvedPrior : IFlowPrior
{
    /// <summary>Bytes of the arrays that <see cref="Along"/> makes at its first call for some number of motions.</summary>
    long BytesAlong(int motions);

    /// <summary>Returns E, not yet times its strength, and adds strength·⟨∂E/∂y, t_k⟩ and strength·⟨t_k, ∂²E/∂y² t_l⟩.</summary>
    /// <param name="deformed">As for <see cref="IFlowPrior.EnergyAndGradient"/>.</param>
    /// <param name="motions">t_k: [x, y, z][vertex] from k·<paramref name="stride"/>, Å for one unit.</param>
    /// <param name="slopes">[K], added to; its length says how many motions there are.</param>
    /// <param name="curvatures">[K][K], added to.</param>
    /// <param name="strength">In units of the log-likelihood, ≥ 0.</param>
    double Along(ReadOnlySpan<float> deformed, ReadOnlySpan<float> motions, int stride, Span<double> slopes, Span<double> curvatures, double strength);
}
