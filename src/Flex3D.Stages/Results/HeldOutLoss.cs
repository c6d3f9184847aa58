namespace Flex3D.Stages.Results;

/// <summary>The losses and the predictive gains of held-out particles, which tell whether they support the motion.</summary>
/// <remarks>
/// Latents inferred from an image fit some of its noise, so the flexed loss of the same image falls even where nothing moves.
/// The predictive gain has no such bias: latents are inferred from one half of an image's Fourier components and scored on the
/// other, whose noise is independent (<see cref="Training.HeldOutValidation"/>).
/// </remarks>
/// <param name="Rigid">Mean ½‖I − P‖² per held-out particle under the rigid control; the noise has sd 1.</param>
/// <param name="Flexed">Mean ½‖I − P‖² per held-out particle with the flow.</param>
/// <param name="Gain">Mean predictive gain of the flow over the control; NaN where not measured.</param>
/// <param name="StandardErrorOfGain">Standard error of the gain.</param>
/// <param name="Particles">The number of held-out particles; rows of one image count as one.</param>
public readonly record struct HeldOutLoss(double Rigid, double Flexed, double Gain, double StandardErrorOfGain, int Particles)
{
    /// <summary>The gain, in standard errors, from which motion counts as supported.</summary>
    public const double SupportedFromZ = 3;

    /// <summary>The composition model's gain; null where it was not tested.</summary>
    public CompositionTest? Composition { get; init; }

    /// <summary>How far the given orientations are off under the rigid control: standard deviation about each axis, degrees; 0 where the data show none.</summary>
    public double TurnDegrees { get; init; }

    /// <summary>Like <see cref="TurnDegrees"/> along each axis of the image, Å.</summary>
    public double ShiftAngstrom { get; init; }

    /// <summary>
    /// What differs between particles. A model counts from a gain of <see cref="SupportedFromZ"/> standard errors on, and counts as the better one of two from a difference of as many.
    /// Motion is named where the flow gains and is the better one, or composition was not tested; composition where it gains and is the better one.
    /// </summary>
    public Heterogeneity Kind
    {
        get
        {
            if (Particles < 2 || !double.IsFinite(Gain))
            {
                return Heterogeneity.Untested;
            }
            bool moves = Holds(Gain, StandardErrorOfGain);
            if (Composition is not { } other)
            {
                return moves ? Heterogeneity.Motion : Heterogeneity.None;
            }
            bool varies = Holds(other.Gain, other.Error), ahead = Holds(Gain - other.Gain, other.DifferenceError), behind = Holds(other.Gain - Gain, other.DifferenceError);
            return (moves, varies) switch
            {
                (false, false) => Heterogeneity.None,
                (true, _) when ahead => Heterogeneity.Motion,
                (_, true) when behind => Heterogeneity.Composition,
                _ => Heterogeneity.Undecided,
            };
        }
    }

    /// <summary>
    /// Whether the flow predicts held-out particles better than a rigid molecule, and composition alone does not explain it: maps are then made with it. Null where it was
    /// not tested, with fewer than two of them or without a gain.
    /// </summary>
    public bool? Supported => Kind switch
    {
        Heterogeneity.Untested => null,
        Heterogeneity.Motion => true,
        Heterogeneity.Undecided => Holds(Gain, StandardErrorOfGain),
        _ => false,
    };

    private static bool Holds(double gain, double error) => gain > 0 && gain >= SupportedFromZ * error;

    /// <summary>The gain <see cref="Gain"/> in standard errors; 0 where both are 0.</summary>
    public double ZScore => Gain == 0 ? 0 : Gain / StandardErrorOfGain;
}
