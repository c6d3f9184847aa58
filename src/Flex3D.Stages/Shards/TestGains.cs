namespace Flex3D.Stages.Shards;

/// <summary>The predictive gains of a held-out image over the rigid control.</summary>
/// <param name="Flexed">Gain of the flexed model.</param>
/// <param name="Composition">Gain of the composition model; NaN where it was not tested.</param>
public readonly record struct TestGains(double Flexed, double Composition);
