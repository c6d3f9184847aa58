using System.Text.Json;
using System.Text.Json.Serialization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Dealing;

/// <summary>Writes and reads the head of a model, a record of numbers, as JSON: every double comes back with the same bits.</summary>
internal static class ModelHeadJson
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, IgnoreReadOnlyProperties = true };

    public static byte[] Write<T>(T head) => JsonSerializer.SerializeToUtf8Bytes(head, Options);

    /// <exception cref="InvariantException">The bytes are no such head.</exception>
    public static T Read<T>(byte[] head)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(head, Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvariantException($"the head of a model is not valid: {e.Message}", e);
        }
    }
}
