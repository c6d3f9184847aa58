using System.Text.Json;
using System.Text.Json.Serialization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results;

namespace Flex3D.Pipeline.Comparing;

/// <summary>The comparison of two or more runs: the content of the JSON file.</summary>
/// <param name="Runs">Figures of each run.</param>
/// <param name="Settings">Settings in which the runs differ.</param>
/// <param name="Pairs">The comparison of each pair.</param>
internal sealed record RunComparison(IReadOnlyList<RunFigures> Runs, IReadOnlyList<SettingDifference> Settings, IReadOnlyList<PairComparison> Pairs)
{
    /// <summary>The most runs of one comparison: of each pair there is a row.</summary>
    public const int Most = 8;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Opens runs.</summary>
    /// <param name="paths">Their folders.</param>
    /// <exception cref="InputException">There are too few or too many, one is named twice, or one is not a finished training.</exception>
    public static IReadOnlyList<ComparedRun> Open(IReadOnlyList<string> paths)
    {
        if (paths.Count is < 2 or > Most)
        {
            throw new InputException("compare", null, paths.Count == 1 ? "one run" : $"{paths.Count} runs", $"2 to {Most} folders of runs");
        }
        string[] full = [.. paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];
        if (full.GroupBy(path => path, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InputException(twice.Key, null, "the same run twice", "different runs");
        }
        string[] names = [.. full.Select(path => Path.GetFileName(path))];
        return [.. full.Select((path, i) => ComparedRun.Open(path, names.Count(name => name == names[i]) == 1 ? names[i] : path))];
    }

    /// <summary>Compares runs.</summary>
    public static RunComparison Of(IReadOnlyList<ComparedRun> runs, CancellationToken stop)
    {
        var pairs = new List<PairComparison>();
        for (int second = 1; second < runs.Count; second++)
        {
            for (int first = 0; first < second; first++)
            {
                stop.ThrowIfCancellationRequested();
                pairs.Add(PairComparison.Of(runs[first], runs[second]));
            }
        }
        return new([.. runs.Select(RunFigures.Of)], RunSettingTexts.Differences([.. runs.Select(run => run.Settings)]), pairs);
    }

    /// <summary>Writes the numbers as JSON.</summary>
    public void Save(string path) => DurableFile.WriteText(path, JsonSerializer.Serialize(this, s_json) + "\n");
}

/// <summary>Figures of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Particles">Number of particles.</param>
/// <param name="HeldOut">Number of held-out particles, or of their images.</param>
/// <param name="Gain">Mean predictive gain of its motion over its own rigid control, a held-out particle; null where it was not tested.</param>
/// <param name="GainError">Standard error of <paramref name="Gain"/>.</param>
/// <param name="Moves">False where held-out particles do not support the motion: its displacements count as 0.</param>
/// <param name="Evidence">What held-out particles show, in whole sentences.</param>
/// <param name="TravelAngstrom">How far the main motion moves the most mobile tenth of the density, from the 5th to the 95th percentile of the particles, Å RMS.</param>
/// <param name="FlexedAngstrom">Resolution of the flexed map, Å; null where the run was not reconstructed, or the curve does not fall below 0.143.</param>
/// <param name="RigidAngstrom">The same of the rigid map.</param>
/// <param name="FlexedMovingAngstrom">Resolution of the flexed map in the run's own moving region.</param>
/// <param name="RigidMovingAngstrom">The same of the rigid map.</param>
internal sealed record RunFigures(
    string Name, string Folder, int Particles, int HeldOut, double? Gain, double? GainError, bool Moves, string Evidence, double TravelAngstrom,
    double? FlexedAngstrom, double? RigidAngstrom, double? FlexedMovingAngstrom, double? RigidMovingAngstrom)
{
    public static RunFigures Of(ComparedRun run)
    {
        MeanGain gain = run.HeldOut.Motion;
        return new(
            run.Name, run.Folder, run.Particles.Count, run.HeldOut.Particles, gain.Known ? gain.Gain : null, gain.Known ? gain.Error : null, run.Model.Model.Moves, run.Model.Evidence, run.Model.Motion().Components[0].TravelAngstrom,
            run.Resolution.Flexed, run.Resolution.Rigid, run.Resolution.FlexedMoving, run.Resolution.RigidMoving);
    }
}
