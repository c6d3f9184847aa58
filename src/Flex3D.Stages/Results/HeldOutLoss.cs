using Flex3D.Stages.Model;

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
    // The share of the motion's gain that other orientations of a still molecule may explain.
    private const double MostReoriented = 0.125;

    // Of still molecules in two optics groups 2 % apart, none of 20 was said to move, nor one at 8 %; one at 20 % was. What is seen may be half more than the pixel sizes differ.
    private const double MostMagnificationDifference = 0.04;

    // The gain over all components, in standard errors, from which one over detail alone counts.
    private const double LeastZOfAll = 1;

    // A composition model of one map epoch has hardly begun: a part that half of the particles lacked was then said to move.
    private const int FewestMapEpochs = 2;

    private static readonly MeanGain Unknown = new(double.NaN, double.NaN);

    /// <summary>The number of micrographs of the held-out particles, which are all that these have; 0 where they were drawn one by one.</summary>
    public int Micrographs { get; init; }

    /// <summary>The gain of the motion over the Fourier components finer than <see cref="Shards.TestGains.DetailAngstrom"/> alone; NaN where the images have none.</summary>
    public MeanGain MotionDetail { get; init; } = Unknown;

    /// <summary>
    /// The gain of the composition model, in which parts of a molecule that does not move are denser or less dense in each particle, with as many latents as the flow has;
    /// NaN where it was not tested.
    /// </summary>
    public MeanGain Composition { get; init; } = Unknown;

    /// <summary>The number of epochs in which the composition model was trained; null where training goes on from another, and it is not known.</summary>
    public int? MapEpochs { get; init; }

    /// <summary>Like <see cref="MotionDetail"/>, of the composition model.</summary>
    public MeanGain CompositionDetail { get; init; } = Unknown;

    /// <summary>
    /// By how much the model predicts better at the latents that images have than at their mirror images about the mean of all (<see cref="Shards.TestGains.Mirror"/>); NaN where it was not measured.
    /// A flow can smooth a noisy map, and so predict better than the rigid control though no latent says anything: then both predict as well.
    /// </summary>
    public MeanGain Mirror { get; init; } = Unknown;

    /// <summary>Like <see cref="Mirror"/>, over detail.</summary>
    public MeanGain MirrorDetail { get; init; } = Unknown;

    /// <summary>The number of particles that were compared with molecules that do not move in all orientations; the four gains that follow are of them.</summary>
    public int TurnedParticles { get; init; }

    /// <summary><see cref="Motion"/> minus the gain of molecules that do not move and may have any orientation in each image (<see cref="Shards.TestGains.Turned"/>); NaN where it was not measured.</summary>
    public MeanGain TurnedDifference { get; init; } = Unknown;

    /// <summary>Like <see cref="TurnedDifference"/>, over detail.</summary>
    public MeanGain TurnedDetailDifference { get; init; } = Unknown;

    /// <summary>The gain of such molecules over themselves near the given orientations (<see cref="Shards.TestGains.Reoriented"/>): about 0 where those are right; NaN where it was not measured.</summary>
    public MeanGain Reoriented { get; init; } = Unknown;

    /// <summary>Like <see cref="Reoriented"/>, over detail.</summary>
    public MeanGain ReorientedDetail { get; init; } = Unknown;

    /// <summary>Standard error of the difference of both models' gains over the same particles.</summary>
    public double DifferenceError { get; init; } = double.NaN;

    /// <summary>How far the given orientations are off under the rigid control: standard deviation about each axis, degrees; 0 where the data show none.</summary>
    public double TurnDegrees { get; init; }

    /// <summary>Like <see cref="TurnDegrees"/>, of the shifts along each axis, Å.</summary>
    public double ShiftAngstrom { get; init; }

    /// <summary>How far the given defocus values are off the re-estimated ones: standard deviation, Å; 0 where they were not re-estimated, or the data show none.</summary>
    public double DefocusAngstrom { get; init; }

    /// <summary>By what factor, less 1, images of one optics group show the molecule larger than those of another; 0 where no difference is seen.</summary>
    public double MagnificationDifference { get; init; }

    /// <summary>Whether the molecule is so much larger in some images than in others that a flow follows it: neither the rigid control nor the composition model can.</summary>
    public bool MagnificationsDiffer => MagnificationDifference >= MostMagnificationDifference;

    /// <summary>Standard error of the difference of both models' gains of detail.</summary>
    public double DetailDifferenceError { get; init; } = double.NaN;

    /// <summary>
    /// What differs between particles. Evidence is a gain of 3 standard errors, and of more where few particles are held out (<see cref="MeanGain.EvidenceFromZ"/>), over all components or over detail alone; one model is better than the
    /// other where their difference is evidence over either, and not evidence of the opposite over the other. Motion is named where the flow is better than composition (where that was
    /// tested, and trained in two epochs or more) and gains over detail too (where there is any); composition where it gains and is the better one. A gain of the flow counts where it is evidence at mirrored latents, too, and one over detail
    /// alone where the flow gains one standard error over all components.
    /// Where molecules that do not move gain in other orientations than the given ones, the flow has to be better than they are, too, and other orientations alone must not explain an eighth of its gain,
    /// for motion to be named. Where optics groups differ in magnification, neither is named.
    /// </summary>
    public Heterogeneity Kind
    {
        get
        {
            if (Particles < 2 || !Motion.Known)
            {
                return Heterogeneity.Untested;
            }
            bool moves = Gains, varies = Holds(Composition) || Holds(CompositionDetail);
            if (MayBeTurned)
            {
                return varies && Composition.Gain > Turned && Ahead(-1) ? Heterogeneity.Composition : Heterogeneity.Orientations;
            }
            if (!moves && !varies)
            {
                return Heterogeneity.None;
            }
            if (MagnificationsDiffer)
            {
                return Heterogeneity.Undecided;
            }
            if (moves && (!Composition.Known || (Ahead(1) && MapEpochs is not < FewestMapEpochs)))
            {
                return !MotionDetail.Known || GainsDetail ? Heterogeneity.Motion : Heterogeneity.Diffuse;
            }
            return varies && Ahead(-1) ? Heterogeneity.Composition : Heterogeneity.Undecided;
        }
    }

    private bool Gains => Counts(Motion, Mirror) || GainsDetail;

    // Detail is a part of all components: a flow that gains there and not over all loses elsewhere, as one does that smooths a noisy map while it corrects poses.
    private bool GainsDetail => Counts(MotionDetail, MirrorDetail) && Motion.ZScore >= LeastZOfAll;

    private bool Counts(MeanGain gain, MeanGain mirror) => Holds(gain) && (!mirror.Known || Holds(mirror));

    /// <summary>Whether images fit a molecule that does not move in other orientations than the given ones.</summary>
    public bool Turns => Reoriented.Holds(TurnedParticles) || ReorientedDetail.Holds(TurnedParticles);

    /// <summary>The gain of molecules that do not move and may have any orientation in each image, as far as <see cref="TurnedDifference"/> tells that of all held-out particles.</summary>
    public double Turned => Motion.Gain - TurnedDifference.Gain;

    // The still molecules' maps were not made in the orientations that are tried: what these explain is a lower bound, and an eighth of the motion's gain is too much.
    private bool MayBeTurned => Turns && (Reoriented.Gain >= MostReoriented * Motion.Gain || !Ahead(TurnedDifference, TurnedDetailDifference, TurnedParticles));

    // Whether the flow (1) or the composition model (−1) is the better one.
    private bool Ahead(int sign) =>
        Ahead(new(sign * (Motion.Gain - Composition.Gain), DifferenceError), new(sign * (MotionDetail.Gain - CompositionDetail.Gain), DetailDifferenceError), Particles);

    private static bool Ahead(MeanGain all, MeanGain detail, int images) => (all.Holds(images) || detail.Holds(images)) && !(-all).Holds(images) && !(-detail).Holds(images);

    private bool Holds(MeanGain gain) => gain.Holds(Particles);

    /// <summary>
    /// Whether the flow predicts held-out particles better than a rigid molecule and composition does not do so better still: maps are then made with it. Null where it was
    /// not tested, with fewer than two of them or without a gain.
    /// </summary>
    public bool? Supported => Kind switch
    {
        Heterogeneity.Untested => null,
        Heterogeneity.None or Heterogeneity.Composition or Heterogeneity.Orientations => false,
        _ => Gains,
    };
}
