using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The symmetry over which the half-maps of a run were averaged, in <c>reconstruct/symmetrised.json</c>, for its summary.</summary>
/// <param name="Group">The point group.</param>
/// <param name="Lines">Where its axes are, how well the maps have it, and what the average gained: a line each.</param>
internal sealed record SymmetryNote(string Group, IReadOnlyList<string> Lines)
{
    private const string FileName = "symmetrised.json";

    public void Write(string reconstructFolder) => DurableFile.WriteText(Path.Combine(reconstructFolder, FileName), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <summary>Reads the note of a reconstruction; null if its maps were not averaged.</summary>
    public static SymmetryNote? Read(string reconstructFolder)
    {
        string path = Path.Combine(reconstructFolder, FileName);
        return Storage.Current.FileExists(path) ? JsonSerializer.Deserialize<SymmetryNote>(Storage.ReadAll(path), CheckpointJson.Options) : null;
    }
}
