namespace Flex3D.Stages.Results;

/// <summary>One Fourier shell correlation curve for a figure.</summary>
/// <param name="Name">Name of the curve, e.g. "flexed, masked".</param>
/// <param name="Correlation">Correlation of each shell, from shell 0; NaN is not drawn.</param>
/// <param name="ResolutionAt0143">Resolution at which it falls below 0.143, Å; null where it does not.</param>
/// <param name="ResolutionAt05">Resolution at which it falls below 0.5, Å; null where it does not.</param>
public sealed record FscCurve(string Name, IReadOnlyList<double> Correlation, double? ResolutionAt0143, double? ResolutionAt05);
