using System.Text.Json;

namespace Flex3D.Pipeline.Checkpoints;

/// <summary>How small values are written in checkpoints and in <c>status.json</c>.</summary>
internal static class CheckpointJson
{
    /// <summary>Camel case, indented; NaN and infinities by name.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
