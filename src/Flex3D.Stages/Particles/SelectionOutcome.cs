namespace Flex3D.Stages.Particles;

/// <summary>The result of a selection of particles: the numbers of rows read and selected.</summary>
/// <param name="Rows">Number of rows of the file.</param>
/// <param name="Selected">Number of rows that were selected.</param>
/// <param name="NotFound">Number of particles that the selecting table lists and the file does not have; 0 for other selections.</param>
public sealed record SelectionOutcome(int Rows, int Selected, int NotFound);
