namespace Flex3D.Stages.Results;

/// <summary>One Fourier shell correlation, for a picture.</summary>
/// <param name="Name">E.g. "flexed, masked".</param>
/// <param name="Correlation">By shell, from shell 0; NaN is not drawn.</param>
/// <param name="ResolutionAt0143">Å where it falls below 0.143; null where it does not.</param>
/// <param name="ResolutionAt05">Å where it falls below 0.5; null where it does not.</param>
public sealed record FscCurve(string Name, IReadOnlyList<double> Correlation, double? ResolutionAt0143, double? ResolutionAt05);
