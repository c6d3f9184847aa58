using Flex3D.Stages.Engine;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The sums of an epoch so far over particles, from which its record is computed. They are part of the state, so that no values for single particles are needed.</summary>
/// <remarks>
/// Shards are added in the order of the table within a step, and steps in their order, so the sums do not depend on which shard was ready first.
/// Of training particles: count, loss, loss of the rigid control (in map epochs), E_rigid, and, each times the weight of the image, 1, c, a, and c²/a, c, a with a never below 1e-12 in the divisor, where c is ⟨image, projection⟩
/// and a ‖projection‖²; of held-out images: count, losses flexed and rigid, the gains of the flexed and of the composition model and their difference, the gain over mirrored latents, and those of still molecules in any orientation over the given orientation, and their difference from the flexed model's, each the mean over the
/// rows of an image. A gain that was not measured of an image is not counted.
/// </remarks>
public readonly record struct EpochSums
{
    private const double LeastPower = 1e-12;

    public long Trained { get; init; }
    public double Loss { get; init; }
    public double RigidLoss { get; init; }
    public double Rigidity { get; init; }
    public double Weight { get; init; }
    public double Cross { get; init; }
    public double Power { get; init; }
    public double CrossSquareByPower { get; init; }
    public double CrossPowerByPower { get; init; }
    public double PowerSquareByPower { get; init; }

    /// <summary>The number of particles, held out or not, whose weight is below <see cref="FitWeight.Least"/>.</summary>
    public long Unfit { get; init; }
    public int Held { get; init; }
    public double HeldFlexed { get; init; }
    public double HeldRigid { get; init; }
    public GainMoments Gain { get; init; }
    public GainMoments DetailGain { get; init; }
    public GainMoments CompositionGain { get; init; }
    public GainMoments CompositionDetailGain { get; init; }

    /// <summary>The gain of the flexed model minus that of the composition model.</summary>
    public GainMoments GainDifference { get; init; }

    /// <summary>The gain of detail of the flexed model minus that of the composition model.</summary>
    public GainMoments DetailDifference { get; init; }

    /// <summary>The gain of the flexed model over itself at mirrored latents, and that of detail.</summary>
    public GainMoments Mirror { get; init; }
    public GainMoments MirrorDetail { get; init; }

    /// <summary>The gain of molecules that do not move and may have any orientation over themselves near the given orientations, and that of detail.</summary>
    public GainMoments Reoriented { get; init; }
    public GainMoments ReorientedDetail { get; init; }

    /// <summary>The gain of the flexed model minus that of such molecules, and that of detail.</summary>
    public GainMoments TurnedDifference { get; init; }
    public GainMoments TurnedDetailDifference { get; init; }

    /// <summary>Moments of the turns and of the shifts of training particles from their given poses.</summary>
    public OffsetMoments Turns { get; init; }
    public OffsetMoments Shifts { get; init; }

    /// <summary>Moments of the turns and of the shifts of held-out particles under the flexed model.</summary>
    public OffsetMoments HeldTurns { get; init; }
    public OffsetMoments HeldShifts { get; init; }

    /// <summary>Moments of the changes of defocus of training particles, and of held-out particles under the flexed model.</summary>
    public OffsetMoments Defocus { get; init; }
    public OffsetMoments HeldDefocus { get; init; }

    /// <summary>Moments of the turns and of the shifts of held-out particles under the rigid control.</summary>
    public OffsetMoments RigidTurns { get; init; }
    public OffsetMoments RigidShifts { get; init; }

    /// <summary>Adds a training particle.</summary>
    /// <param name="energy">Energies of the particle at its latent.</param>
    /// <param name="constant">½‖image‖².</param>
    /// <param name="contrast">Contrast of the particle.</param>
    /// <param name="rigidity">E_rigid of the particle.</param>
    /// <param name="weight">Weight of its image.</param>
    /// <param name="rigidLoss">Loss of the particle under the rigid control; 0 where it was not evaluated.</param>
    public EpochSums WithTrained(in CandidateEnergy energy, double constant, double contrast, double rigidity, double weight, double rigidLoss = 0)
    {
        double c = energy.Cross, a = energy.Power, divisor = Math.Max(a, LeastPower);
        return this with
        {
            Trained = Trained + 1,
            Loss = Loss + energy.Data(constant, contrast),
            RigidLoss = RigidLoss + rigidLoss,
            Rigidity = Rigidity + rigidity,
            Weight = Weight + weight,
            Cross = Cross + weight * c,
            Power = Power + weight * a,
            CrossSquareByPower = CrossSquareByPower + weight * c * c / divisor,
            CrossPowerByPower = CrossPowerByPower + weight * c * a / divisor,
            PowerSquareByPower = PowerSquareByPower + weight * a * a / divisor,
        };
    }

    /// <summary>Adds a held-out image.</summary>
    /// <param name="flexed">Loss of the image under the flexed model.</param>
    /// <param name="rigid">Loss of the image under the rigid control.</param>
    /// <param name="gains">Predictive gains of the image, see <see cref="HeldOutValidation"/>.</param>
    public EpochSums WithHeldOut(double flexed, double rigid, TestGains gains) => this with
    {
        Held = Held + 1,
        HeldFlexed = HeldFlexed + flexed,
        HeldRigid = HeldRigid + rigid,
        Gain = Gain.With(gains.Flexed),
        DetailGain = DetailGain.With(gains.FlexedDetail),
        CompositionGain = CompositionGain.With(gains.Composition),
        CompositionDetailGain = CompositionDetailGain.With(gains.CompositionDetail),
        GainDifference = GainDifference.With(gains.Flexed - gains.Composition),
        DetailDifference = DetailDifference.With(gains.FlexedDetail - gains.CompositionDetail),
        Mirror = Mirror.With(gains.Mirror),
        MirrorDetail = MirrorDetail.With(gains.MirrorDetail),
        Reoriented = Reoriented.With(gains.Reoriented),
        ReorientedDetail = ReorientedDetail.With(gains.ReorientedDetail),
        TurnedDifference = TurnedDifference.With(gains.Flexed - gains.Turned),
        TurnedDetailDifference = TurnedDetailDifference.With(gains.FlexedDetail - gains.TurnedDetail),
    };

    /// <summary>Computes the record of the epoch.</summary>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    /// <param name="kind">The kind of the epoch.</param>
    /// <param name="predictive">Whether predictive gains were measured.</param>
    public EpochRecord Record(int epoch, EpochKind kind, bool predictive)
    {
        double n = Held == 0 ? double.NaN : Held;
        var record = new EpochRecord(epoch, kind, Loss / Trained, Rigidity / Trained, HeldFlexed / n, HeldRigid / n, double.NaN, double.NaN, Held) { RigidLoss = kind == EpochKind.Map ? RigidLoss / Trained : double.NaN, Unfit = (int)Unfit };
        return !predictive ? record : record with
        {
            PredictiveGain = Gain.Mean(),
            PredictiveGainError = Gain.Error(),
            DetailGain = DetailGain.Mean(),
            DetailGainError = DetailGain.Error(),
            CompositionGain = CompositionGain.Mean(),
            CompositionGainError = CompositionGain.Error(),
            CompositionDetailGain = CompositionDetailGain.Mean(),
            CompositionDetailGainError = CompositionDetailGain.Error(),
            DifferenceError = GainDifference.Error(),
            DetailDifferenceError = DetailDifference.Error(),
            MirrorGain = Mirror.Mean(),
            MirrorGainError = Mirror.Error(),
            MirrorDetailGain = MirrorDetail.Mean(),
            MirrorDetailGainError = MirrorDetail.Error(),
            TurnedImages = Reoriented.Count,
            ReorientedGain = Reoriented.Mean(),
            ReorientedGainError = Reoriented.Error(),
            ReorientedDetailGain = ReorientedDetail.Mean(),
            ReorientedDetailGainError = ReorientedDetail.Error(),
            TurnedDifference = TurnedDifference.Mean(),
            TurnedDifferenceError = TurnedDifference.Error(),
            TurnedDetailDifference = TurnedDetailDifference.Mean(),
            TurnedDetailDifferenceError = TurnedDetailDifference.Error(),
        };
    }

    /// <summary>
    /// Estimates the spread τ of the training particles' contrasts by moments: Σ a(c/a − μ)² has mean N(1 + āτ²), N being the sum of weights; 0 unless the excess is beyond
    /// three standard errors. Rows of one image have the same noise, so that r rows an image multiply the variance of the sum over images, 2N/r, by r².
    /// </summary>
    /// <param name="rowsPerImage">Mean number of rows r that an image has, ≥ 1.</param>
    public double ContrastSpread(double rowsPerImage = 1)
    {
        double mean = Cross / Power;
        double chi = CrossSquareByPower - 2 * mean * CrossPowerByPower + mean * mean * PowerSquareByPower;
        double excess = chi - Weight;
        return excess > 3 * Math.Sqrt(2.0 * Weight * rowsPerImage) ? Math.Sqrt(excess / Power) : 0;
    }
}
