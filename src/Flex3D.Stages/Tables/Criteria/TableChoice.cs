namespace Flex3D.Stages.Tables.Criteria;

/// <summary>The result of a selection from a table.</summary>
/// <param name="Rows">Positions of the selected rows, ascending.</param>
/// <param name="Total">Rows of the table.</param>
/// <param name="Numbers">The number of each row's particle; null where it is its position.</param>
/// <param name="NotFound">Particles that a selecting table lists and this one does not have.</param>
public sealed record TableChoice(IReadOnlyList<int> Rows, int Total, IReadOnlyList<int>? Numbers, int NotFound);
