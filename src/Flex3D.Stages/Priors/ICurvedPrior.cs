namespace Flex3D.Stages.Priors;

/// <summary>A prior that gives its first and second derivatives along some motions of the mesh in one pass, for which <see cref="FlowPriors"/> else evaluates its gradient once for each motion and once more.</summary>
internal interface ICurvedPrior : IFlowPrior
{
    /// <summary>Bytes of the arrays that <see cref="Along"/> makes at its first call for some number of motions.</summary>
    long BytesAlong(int motions);

    /// <summary>Returns E, not yet times its strength, and adds strength·⟨∂E/∂y, t_k⟩ and strength·⟨t_k, ∂²E/∂y² t_l⟩: the mean of ⟨g(y + h t_k) − g(y), t_l⟩/h and of the same with k and l exchanged, g = ∂E/∂y.</summary>
    /// <param name="deformed">As for <see cref="IFlowPrior.EnergyAndGradient"/>.</param>
    /// <param name="motions">t_k: [x, y, z][vertex] from k·<paramref name="stride"/>, Å for one unit.</param>
    /// <param name="step">h.</param>
    /// <param name="slopes">[K], added to; its length says how many motions there are.</param>
    /// <param name="curvatures">[K][K], added to.</param>
    /// <param name="strength">In units of the log-likelihood, ≥ 0.</param>
    double Along(ReadOnlySpan<float> deformed, ReadOnlySpan<float> motions, int stride, float step, Span<double> slopes, Span<double> curvatures, double strength);
}
