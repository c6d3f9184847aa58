namespace Flex3D.Stages.Shards;

/// <summary>The predictive gains of a held-out image over the rigid control. Gains of detail are over the components finer than <see cref="DetailAngstrom"/> alone.</summary>
/// <param name="Flexed">Gain of the flexed model.</param>
/// <param name="FlexedDetail">Its gain of detail; NaN where the images have none.</param>
/// <param name="Composition">Gain of the composition model; NaN where it was not tested.</param>
/// <param name="CompositionDetail">Its gain of detail.</param>
public readonly record struct TestGains(double Flexed, double FlexedDetail, double Composition, double CompositionDetail)
{
    /// <summary>
    /// Detail is what is finer than this, Å. A folded part of a molecule has structure at this scale, which moves with it; a micelle, a lipid belt or a disordered
    /// chain has none, though its shape differs from image to image.
    /// </summary>
    public const double DetailAngstrom = 15;

    /// <summary>
    /// By how much the latent that one half of the image's components gives predicts the other half better than its mirror image about the mean of all latents does, under the flexed model;
    /// NaN where it was not measured. Where nothing moves latents follow the noise, and either predicts as well.
    /// </summary>
    public double Mirror { get; init; } = double.NaN;

    /// <summary>Like <see cref="Mirror"/>, over detail.</summary>
    public double MirrorDetail { get; init; } = double.NaN;

    /// <summary>Gain of molecules that do not move and may have any orientation in the image, over the rigid control near the given one; NaN where it was not tested.</summary>
    public double Turned { get; init; } = double.NaN;

    /// <summary>Their gain of detail.</summary>
    public double TurnedDetail { get; init; } = double.NaN;

    /// <summary>Gain of the same molecules in any orientation over themselves near the given one: about 0 where that is right; NaN where it was not tested.</summary>
    public double Reoriented { get; init; } = double.NaN;

    /// <summary>Like <see cref="Reoriented"/>, over detail.</summary>
    public double ReorientedDetail { get; init; } = double.NaN;

    /// <summary>Predictive loss of the image under the flexed model, over all components, each predicted from those of the other half; 0 where it was not kept.</summary>
    public double Loss { get; init; }

    /// <summary>Adds both gains.</summary>
    public static TestGains operator +(TestGains a, TestGains b) =>
        new(a.Flexed + b.Flexed, a.FlexedDetail + b.FlexedDetail, a.Composition + b.Composition, a.CompositionDetail + b.CompositionDetail)
        {
            Loss = a.Loss + b.Loss,
            Mirror = a.Mirror + b.Mirror,
            MirrorDetail = a.MirrorDetail + b.MirrorDetail,
            Turned = a.Turned + b.Turned,
            TurnedDetail = a.TurnedDetail + b.TurnedDetail,
            Reoriented = a.Reoriented + b.Reoriented,
            ReorientedDetail = a.ReorientedDetail + b.ReorientedDetail,
        };

    /// <summary>Multiplies all gains.</summary>
    public static TestGains operator *(double factor, TestGains gains) =>
        new(factor * gains.Flexed, factor * gains.FlexedDetail, factor * gains.Composition, factor * gains.CompositionDetail)
        {
            Loss = factor * gains.Loss,
            Mirror = factor * gains.Mirror,
            MirrorDetail = factor * gains.MirrorDetail,
            Turned = factor * gains.Turned,
            TurnedDetail = factor * gains.TurnedDetail,
            Reoriented = factor * gains.Reoriented,
            ReorientedDetail = factor * gains.ReorientedDetail,
        };
}
