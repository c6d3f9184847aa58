namespace Flex3D.Stages.Particles;

/// <summary>The rows of a file that a table has as particles, and those it has not: not selected, or left out for a reason.</summary>
/// <param name="Rows">Number of rows of the file.</param>
/// <param name="Selected">Number of rows that are particles of the table.</param>
/// <param name="NotFound">Number of particles that the selecting table lists and the file does not have; 0 for other selections.</param>
public sealed record SelectionOutcome(int Rows, int Selected, int NotFound)
{
    /// <summary>The rows that were left out without having been asked for, by reason; empty if there were none.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}
