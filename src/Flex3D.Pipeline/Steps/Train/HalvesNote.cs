using System.IO.Hashing;
using System.Text.Json;
using Flex3D.Pipeline.Checkpoints;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Halves;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The half-sets that were trained alone, and how well their models agree, in <c>train/halves.json</c>.</summary>
/// <param name="HalfSets">Hash of the half-set of each particle: a reconstruction with the flow of each must use the same.</param>
/// <param name="Agreement">How well the models agree; null where they could not be compared.</param>
internal sealed record HalvesNote(string HalfSets, ModelAgreement? Agreement)
{
    private const string FileName = "halves.json";

    /// <param name="halves">Half-set of each particle.</param>
    public static string HashOf(byte[] halves) => Convert.ToHexStringLower(XxHash128.Hash(halves));

    /// <summary>Returns the path of the note of a training; null where half-sets were not trained alone.</summary>
    public static string? FileOf(string trainFolder) => Path.Combine(trainFolder, FileName) is var path && Storage.Current.FileExists(path) ? path : null;

    public void Write(string trainFolder) => DurableFile.WriteText(Path.Combine(trainFolder, FileName), JsonSerializer.Serialize(this, CheckpointJson.Options) + "\n");

    /// <summary>Reads the note of a training; null where half-sets were not trained alone.</summary>
    /// <exception cref="InputException">The file is no such note.</exception>
    public static HalvesNote? Read(string trainFolder)
    {
        return FileOf(trainFolder) is not { } path ? null : JsonSerializer.Deserialize<HalvesNote>(Storage.ReadAll(path), CheckpointJson.Options)
            ?? throw new InputException(path, null, "null", "how well the models of the half-sets agree");
    }
}
