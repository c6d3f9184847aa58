namespace Flex3D.Stages.Reconstruction;

/// <summary>Whether a minimiser needs more evaluations.</summary>
public enum MinimiserStatus
{
    /// <summary>The minimiser needs the energy and gradient at the point that <see cref="LineMinimiser.Next"/> gives.</summary>
    Running = 0,

    /// <summary>The gradient fell below the tolerance.</summary>
    Converged = 1,

    /// <summary>A further descent cannot be distinguished from rounding (the steepest descent has no positive curvature either).</summary>
    Stalled = 2,
}
