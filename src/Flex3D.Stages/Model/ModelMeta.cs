using System.Text.Json;
using System.Text.Json.Serialization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Model;

/// <summary>The numbers of a model file that are not arrays (<c>meta.json</c>).</summary>
internal sealed record ModelMeta
{
    public const string FormatName = "flex3d-model";

    /// <summary>The version of a model whose mesh has no segments.</summary>
    public const int UncutVersion = 1;

    /// <summary>The version of a model whose mesh was cut along segments: a program that does not know them would bind points to other cells.</summary>
    public const int CutVersion = 2;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public required string Format { get; init; }
    public required int Version { get; init; }
    public string Name { get; init; } = "";
    public required int Box { get; init; }
    public required double PixelSizeAngstrom { get; init; }
    public required int TrainingBox { get; init; }
    public required int Vertices { get; init; }
    public required int Cells { get; init; }
    public required int Particles { get; init; }
    public required int LatentDimension { get; init; }
    public required int HiddenLayers { get; init; }
    public required int Width { get; init; }
    public required bool Anchored { get; init; }
    public required bool? MotionSupported { get; init; }
    public Heterogeneity? Heterogeneity { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WholeMoves { get; init; }

    public required double RigidityStrength { get; init; }
    public required ulong Seed { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="InputException">Not JSON, a key is missing, or a number is out of range.</exception>
    public static ModelMeta Parse(string text, string path)
    {
        ModelMeta? meta;
        try
        {
            meta = JsonSerializer.Deserialize<ModelMeta>(text, Json);
        }
        catch (JsonException e)
        {
            throw new InputException(path, "meta.json", e.Message, "the keys docs/model-file.md lists", inner: e);
        }
        if (meta?.Format != FormatName || meta.Version is not (UncutVersion or CutVersion))
        {
            throw new InputException(path, "meta.json", $"format '{meta?.Format}', version {meta?.Version}", $"'{FormatName}', version {UncutVersion} or {CutVersion}", "update Flex3D");
        }
        Require(meta.Box is >= 2 and <= 65536, path, "box", meta.Box, "2 to 65536");
        Require(meta.TrainingBox >= 2 && meta.TrainingBox <= meta.Box, path, "trainingBox", meta.TrainingBox, "2 to the box");
        Require(meta.PixelSizeAngstrom is > 0 and < 1000, path, "pixelSizeAngstrom", meta.PixelSizeAngstrom, "a pixel size in Å");
        Require(meta.RigidityStrength is >= 0 and < double.PositiveInfinity, path, "rigidityStrength", meta.RigidityStrength, "0 or more");
        Require(meta.Vertices >= 4, path, "vertices", meta.Vertices, "4 or more");
        Require(meta.Cells >= 1, path, "cells", meta.Cells, "1 or more");
        Require(meta.Particles >= 0, path, "particles", meta.Particles, "0 or more");
        if (!HeterogeneityRules.Agree(meta.Heterogeneity, meta.MotionSupported))
        {
            throw new InputException(path, "meta.json, \"heterogeneity\"", $"{Text(meta.Heterogeneity)} with a \"motionSupported\" of {Text(meta.MotionSupported)}", "a pair that docs/model-file.md lists");
        }
        return meta;
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json);

    private static void Require(bool holds, string path, string key, double found, string expected)
    {
        if (!holds)
        {
            throw new InputException(path, $"meta.json, \"{key}\"", FormattableString.Invariant($"{found}"), expected);
        }
    }
}
