using System.Text.Json.Serialization;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Pipeline.Steps.Prep;

/// <summary>The rows of the particle file that prep took.</summary>
/// <param name="Text">The selection as it was given; null where none was given and some rows were left out.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Hash">Hash of the rows that were taken.</param>
internal sealed record PreparedSelection([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text, int Rows, string Hash)
{
    /// <summary>The rows that were left out, by reason; null if there were none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftOut>? LeftOut { get; init; }

    /// <summary>Returns the rows of a table that has been read; null if every row was taken.</summary>
    public static PreparedSelection? Of(ParticleTable table, ParticleSelection? selection) => SelectedRows.Of(table) is { } rows
        ? new PreparedSelection(selection?.Text, table.Selection!.Rows, SelectedRows.Hash(rows)) { LeftOut = table.Selection.LeftOut is { Count: > 0 } reasons ? reasons : null }
        : null;
}
