using Flex3D.Pipeline.Focusing;
using Flex3D.Stages.Focus;
using Flex3D.Stages.Geometry;

namespace Flex3D.Pipeline.Scoring;

/// <summary>The particles of a focused run in the first run and its simulation.</summary>
/// <param name="Note">What the folder of their table holds.</param>
/// <param name="Rows">Row of the first run's particle file, and how the first run's flow carries the region, by row of their table.</param>
internal sealed record FocusedParticles(FocusNote Note, IReadOnlyList<(int Row, RigidMotion Carried)> Rows)
{
    /// <summary>Reads them; null where the table is not that of a focused data set.</summary>
    /// <param name="table">The particle file of a run.</param>
    public static FocusedParticles? Beside(string table) => FocusNote.Beside(table) is { } note ? new FocusedParticles(note, FocusedRows.Read(table)) : null;
}
