using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The selection of particles that prep took from the particle file.</summary>
/// <param name="Text">The selection as it was given.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Hash">Hash of the rows that were selected.</param>
internal sealed record PreparedSelection(string Text, int Rows, string Hash)
{
    /// <summary>Returns the selection of a table that has been read; null if every row was taken.</summary>
    public static PreparedSelection? Of(ParticleTable table, ParticleSelection? selection) =>
        SelectedRows.Of(table) is { } rows ? new PreparedSelection(selection!.Text, table.Selection!.Rows, SelectedRows.Hash(rows)) : null;
}
