using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Simulation;

/// <summary><c>truth/simulation.json</c>: all that a simulation was made with. With the structures, copied to <c>truth/structures</c>, it rebuilds the simulator exactly.</summary>
internal sealed record SimulationFile
{
    public const string FileName = "simulation.json";
    private const string StructuresFolder = "structures";
    private const int Newest = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new VectorConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } },
    };

    public int Version { get; init; } = Newest;

    /// <summary>All options, but the motion, which comes from the structures, and the number of threads.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>The factor from electrons per pixel to the particles' grey scale.</summary>
    public required double GreyScale { get; init; }

    /// <summary>The point of the structure's frame that is the centre of the box, Å.</summary>
    public required (double X, double Y, double Z) FrameCentre { get; init; }

    /// <summary>Resolution of the density, Å.</summary>
    public required double ResolutionAngstrom { get; init; }

    /// <summary>Pixel size of the images of each optics group, Å.</summary>
    public required IReadOnlyList<double> TruePixelSizesAngstrom { get; init; }

    public void Write(string truthFolder)
    {
        SimulationFile stored = this with { Options = Options with { Structures = Options.Structures?.CopyTo(Path.Combine(truthFolder, StructuresFolder)) } };
        DurableFile.WriteText(Path.Combine(truthFolder, FileName), JsonSerializer.Serialize(stored, s_json) + "\n");
    }

    /// <summary>Reads the file; the motion is opened from the structures beside it, unless it is given.</summary>
    /// <exception cref="InputException">The file is none of a simulation, or has no structures and no motion is given.</exception>
    public static SimulationFile Read(string truthFolder, Molecules.IMotion? motion = null)
    {
        string path = Path.Combine(truthFolder, FileName);
        if (!Storage.Current.FileExists(path))
        {
            throw new InputException(path, null, "no such file", "the truth folder of a simulation", "simulate the particles again with this version");
        }
        SimulationFile? file;
        try
        {
            file = JsonSerializer.Deserialize<SimulationFile>(Storage.ReadAll(path), s_json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InputException(path, (e as JsonException)?.LineNumber is { } line ? $"line {line + 1}" : null, "what is no simulation's JSON", "the file as simulate wrote it", inner: e);
        }
        if (file is not { Version: Newest, Options: not null })
        {
            throw new InputException(path, "version", file?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null", $"{Newest}");
        }
        motion ??= file.Options.Structures?.In(Path.Combine(truthFolder, StructuresFolder)).Open()
            ?? throw new InputException(path, "options.structures", "null", "the structures of the simulation");
        return file with { Options = file.Options with { Motion = motion } };
    }

    private static void LeaveOut(JsonTypeInfo info)
    {
        string[] names = info.Type == typeof(SimulationOptions) ? ["motion", "threads"] : info.Type.IsAssignableTo(typeof(CoordinateDistribution)) ? ["span"] : [];
        for (int i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (names.Contains(info.Properties[i].Name))
            {
                info.Properties.RemoveAt(i);
            }
        }
    }

    // A point or direction as [x, y, z].
    private sealed class VectorConverter : JsonConverter<(double X, double Y, double Z)>
    {
        public override (double X, double Y, double Z) Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<double[]>(ref reader, options) is [double x, double y, double z] ? (x, y, z) : throw new JsonException("a vector has three numbers");

        public override void Write(Utf8JsonWriter writer, (double X, double Y, double Z) value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, (double[])[value.X, value.Y, value.Z], options);
    }
}
