namespace Flex3D.Stages.Reconstruction;

/// <summary>Whether a minimiser needs more evaluations.</summary>
public enum MinimiserStatus
{
    /// <summary>Wants the energy and gradient at the point <see cref="LineMinimiser.Next"/> gives.</summary>
    Running = 0,

    /// <summary>The gradient fell below the tolerance.</summary>
    Converged = 1,

    /// <summary>A further descent could not be distinguished from rounding (no positive curvature along the steepest descent either).</summary>
    Stalled = 2,
}
