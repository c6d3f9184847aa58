namespace Flex3D.Stages.Particles;

/// <summary>What a selection took of a table.</summary>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Selected">Rows that were read.</param>
/// <param name="NotFound">Particles that the selecting table lists and the file has not; 0 for other selections.</param>
public sealed record SelectionOutcome(int Rows, int Selected, int NotFound);
