namespace Flex3D.Stages.Results;

/// <summary>The losses and the predictive gains of held-out particles, which tell what differs between particles.</summary>
/// <remarks>
/// Latents inferred from an image fit some of its noise, so the flexed loss of the same image falls even where nothing moves.
/// Predictive gains have no such bias: latents are inferred from one half of an image's Fourier components and scored on the
/// other, whose noise is independent (<see cref="Training.HeldOutValidation"/>).
/// </remarks>
/// <param name="Rigid">Mean ½‖I − P‖² per held-out particle under the rigid control; the noise has sd 1.</param>
/// <param name="Flexed">Mean ½‖I − P‖² per held-out particle with the flow.</param>
/// <param name="Motion">Predictive gain of the flow over the control; NaN where not measured.</param>
/// <param name="Particles">The number of held-out particles; rows of one image count as one.</param>
public readonly record struct HeldOutLoss(double Rigid, double Flexed, MeanGain Motion, int Particles)
{
    private static readonly MeanGain Unknown = new(double.NaN, double.NaN);

    /// <summary>The gain of the motion over the Fourier components finer than <see cref="Shards.TestGains.DetailAngstrom"/> alone; NaN where the images have none.</summary>
    public MeanGain MotionDetail { get; init; } = Unknown;

    /// <summary>
    /// The gain of the composition model, in which parts of a molecule that does not move are denser or less dense in each particle, with as many latents as the flow has;
    /// NaN where it was not tested.
    /// </summary>
    public MeanGain Composition { get; init; } = Unknown;

    /// <summary>Like <see cref="MotionDetail"/>, of the composition model.</summary>
    public MeanGain CompositionDetail { get; init; } = Unknown;

    /// <summary>Standard error of the difference of both models' gains over the same particles.</summary>
    public double DifferenceError { get; init; } = double.NaN;

    /// <summary>How far the given orientations are off under the rigid control: standard deviation about each axis, degrees; 0 where the data show none.</summary>
    public double TurnDegrees { get; init; }

    /// <summary>Like <see cref="TurnDegrees"/>, of the shifts along each axis, Å.</summary>
    public double ShiftAngstrom { get; init; }

    /// <summary>
    /// What differs between particles. A model counts from a gain of <see cref="MeanGain.EvidenceFromZ"/> standard errors on, and is the better of two from a difference of as
    /// many. Motion is named where the flow counts, is better than composition (if that was tested) and counts by its detail alone (if there is any); composition likewise.
    /// </summary>
    public Heterogeneity Kind
    {
        get
        {
            if (Particles < 2 || !Motion.Known)
            {
                return Heterogeneity.Untested;
            }
            if (!Motion.Holds && !Composition.Holds)
            {
                return Heterogeneity.None;
            }
            var ahead = new MeanGain(Motion.Gain - Composition.Gain, DifferenceError);
            bool moves = Motion.Holds && (!Composition.Known || ahead.Holds), varies = Composition.Holds && (ahead with { Gain = -ahead.Gain }).Holds;
            return (moves, varies) switch
            {
                (true, _) => Detailed(MotionDetail) ? Heterogeneity.Motion : Heterogeneity.Diffuse,
                (_, true) => Detailed(CompositionDetail) ? Heterogeneity.Composition : Heterogeneity.Diffuse,
                _ => Heterogeneity.Undecided,
            };
        }
    }

    /// <summary>
    /// Whether the flow predicts held-out particles better than a rigid molecule and composition does not do so better still: maps are then made with it. Null where it was
    /// not tested, with fewer than two of them or without a gain.
    /// </summary>
    public bool? Supported => Kind switch
    {
        Heterogeneity.Untested => null,
        Heterogeneity.None or Heterogeneity.Composition => false,
        _ => Motion.Holds,
    };

    private static bool Detailed(MeanGain detail) => !detail.Known || detail.Holds;
}
