namespace Flex3D.Stages.Reconstruction;

/// <summary>What <see cref="EarlyStopping"/> decides.</summary>
/// <param name="Stop">No further iteration.</param>
/// <param name="BestIteration">The iterate to keep.</param>
/// <param name="Reason">In words, for the log.</param>
public readonly record struct StoppingDecision(bool Stop, int BestIteration, string Reason);
