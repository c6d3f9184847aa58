namespace Flex3D.Stages.Reconstruction;

/// <summary>Settings of <see cref="LBfgs"/> and <see cref="PreconditionedConjugateGradient"/>.</summary>
public sealed record MinimiserOptions
{
    /// <summary>Pairs (s, y) L-BFGS keeps, two vectors each; the conjugate gradient keeps none.</summary>
    public int History { get; init; } = 5;

    /// <summary>
    /// The energy is a convex quadratic (linear least squares): every evaluation then gives the exact minimum of its line and
    /// the gradient there, so that one evaluation is one iteration. False: any smooth function, by steps that satisfy the
    /// Armijo and curvature conditions.
    /// </summary>
    public bool Quadratic { get; init; } = true;

    /// <summary>Converged when the gradient is this small against the first one.</summary>
    public double GradientTolerance { get; init; } = 1e-6;

    /// <summary>First trial step along −M⁻¹g; null: E/|slope|, which for a sum of squares is at least half the exact step.</summary>
    public double? FirstTrialStep { get; init; }
}
