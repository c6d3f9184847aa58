namespace Flex3D.Stages.Reconstruction;

/// <summary>A quadratic along a line x + α d, known from its slope at α = 0 and at a trial step.</summary>
/// <remarks>The gradient of a quadratic is affine, so two evaluations of it on a line determine the quadratic there.</remarks>
/// <param name="Slope">dE/dα at α = 0.</param>
/// <param name="TrialSlope">dE/dα at the trial step.</param>
/// <param name="TrialStep">The trial α, &gt; 0.</param>
internal readonly record struct QuadraticLine(double Slope, double TrialSlope, double TrialStep)
{
    /// <summary>d²E/dα² = dᵀH d.</summary>
    public double Curvature => (TrialSlope - Slope) / TrialStep;

    /// <summary>The α at which E is least; meaningful where <see cref="Curvature"/> &gt; 0.</summary>
    public double MinimumStep => -Slope / Curvature;

    /// <summary>Computes E(α) − E(trial), which is small where α is near the trial, so that rounding errors of E do not accumulate.</summary>
    public double ChangeFromTrial(double step)
    {
        double beyond = step - TrialStep;
        return beyond * TrialSlope + 0.5 * beyond * beyond * Curvature;
    }
}
