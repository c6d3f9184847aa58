using System.Text.Json;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>The JSON format of small values in checkpoints, in <c>status.json</c> and in the other JSON files of a run.</summary>
internal static class CheckpointJson
{
    /// <summary>Camel case, indented; NaN and infinities by name.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
