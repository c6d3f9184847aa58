namespace Flex3D.Stages.Reconstruction;

/// <summary>The decision of <see cref="EarlyStopping"/>.</summary>
/// <param name="Stop">True if there is no further iteration.</param>
/// <param name="BestIteration">The iterate to keep.</param>
/// <param name="Reason">The reason in words, for the log.</param>
public readonly record struct StoppingDecision(bool Stop, int BestIteration, string Reason);
