using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Training;

/// <summary>Chooses λ of eq. 7 as training goes on, so that the prior takes little from the motion.</summary>
/// <remarks>
/// A motion with a fraction a of the true displacements gains (1 − (1 − a)²) G of an image's loss, G that of the true motion, and costs about λ a² E, E its E_rigid. That is best at
/// a = 1/(1 + λE/G): with λ = s G/E every displacement is too small by the share s. The λ with which training begins is larger: the first flow, of a blurred map, has strain that no molecule has.
/// </remarks>
internal static class RigidityStrength
{
    // λ never falls below this fraction of its first value, where cells begin to fold.
    private const double Least = 1 / 16.0;

    /// <summary>Returns the strengths of the priors for the next epoch.</summary>
    /// <param name="history">The epochs so far: G and E are those of the training particles in the last map epoch that did not make the map anew. Where G is not positive, nothing is known, and λ is the first.</param>
    public static PriorStrengths For(TrainingOptions options, IReadOnlyList<EpochRecord> history)
    {
        double first = options.FlowPriors.ByName.GetValueOrDefault(RigidityPrior.Name);
        EpochRecord? last = history.LastOrDefault(record => record is { Kind: EpochKind.Map, AnchorParticles: 0 });
        double found = last is null || options.RigidityShare == 0 ? double.NaN : options.RigidityShare * (last.RigidLoss - last.Loss) / last.Rigidity;
        return found > 0 && double.IsFinite(found) ? options.FlowPriors.With(RigidityPrior.Name, Math.Clamp(found, Least * first, first)) : options.FlowPriors;
    }
}
