using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Files;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>The conformation that the flexed maps show, in <c>reconstruct/frame.json</c>; the summary warns if it is not the middle one.</summary>
/// <param name="Choice">How the conformation was chosen.</param>
/// <param name="Latent">Latent of the conformation.</param>
/// <param name="FoldedAtMiddle">Cells of the mesh that are folded over at the middle conformation.</param>
/// <param name="OwnFlows">Whether each flexed half-map is made with the motion learned from its own half-set.</param>
internal sealed record FrameNote([property: JsonConverter(typeof(JsonStringEnumConverter<FrameChoice>))] FrameChoice Choice, float[] Latent, int FoldedAtMiddle, bool OwnFlows = false)
{
    private const string FileName = "frame.json";

    public static FrameNote Of(RebasedFrame frame, bool ownFlows) => new(frame.Choice, frame.Latent, frame.FoldedAtMiddle, ownFlows);

    public void Write(string reconstructFolder) => DurableFile.WriteText(Path.Combine(reconstructFolder, FileName), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <summary>Reads the note of a reconstruction; null if there is none.</summary>
    public static FrameNote? Read(string reconstructFolder)
    {
        string path = Path.Combine(reconstructFolder, FileName);
        return Storage.Current.FileExists(path) ? JsonSerializer.Deserialize<FrameNote>(Storage.ReadAll(path), CheckpointJson.Options) : null;
    }

    /// <summary>A warning for users if the frame is not that of the middle conformation; else null.</summary>
    [JsonIgnore]
    public string? Warning => Choice switch
    {
        FrameChoice.Nearest => $"{FoldedAtMiddle} mesh cells fold over at the middle conformation, so the flexed maps show the nearest conformation of a particle at which no cell folds, at latent {Text(Latent)}. {Advice}",
        FrameChoice.Rest => $"{FoldedAtMiddle} mesh cells fold over at the middle conformation, and some cells fold at the conformation of every particle, so the flexed maps stay in the frame of training, at latent {Text(Latent)}. {Advice}",
        _ => null,
    };

    public static string Text(float[] latent) => string.Join(", ", latent.Select(z => z.ToString("0.00", CultureInfo.InvariantCulture)));

    private const string Advice = "Raise the rigidity (train.lambda) or take larger cells (mesh.cellSize).";
}
