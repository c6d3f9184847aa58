using System.Globalization;
using System.Text;
using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Writes and reads the limit beside the truth of a simulation: <c>limit.csv</c> (particle,sd_t0,…,angstrom,cov_t1_t0,…) and <c>limit.json</c>.</summary>
public static class LimitFiles
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Returns the path of the summary.</summary>
    /// <param name="truth">The folder <c>truth</c> of a simulation.</param>
    public static string SummaryOf(string truth) => Path.Combine(truth, "limit.json");

    /// <summary>Returns the path of the limit of each particle.</summary>
    public static string ParticlesOf(string truth) => Path.Combine(truth, "limit.csv");

    /// <summary>Writes both files.</summary>
    /// <param name="truth">The folder <c>truth</c> of a simulation.</param>
    /// <param name="limit">The limit of each particle.</param>
    public static void Write(string truth, SimulationLimit limit)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        int coordinates = limit.PriorVariances.Length;
        DurableFile.Write(ParticlesOf(truth), stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
            text.Write("particle" + string.Concat(limit.PriorVariances.Select((_, c) => $",sd_t{c}")) + ",angstrom" + string.Concat(Pairs(coordinates).Select(pair => $",cov_t{pair.C}_t{pair.D}")) + "\n");
            foreach (ParticleLimit particle in limit.Particles)
            {
                text.Write(particle.Particle.ToString(culture));
                foreach (double deviation in particle.Deviations)
                {
                    text.Write("," + deviation.ToString("G6", culture));
                }
                text.Write("," + particle.Angstrom.ToString("G6", culture));
                foreach (double covariance in particle.Covariances)
                {
                    text.Write("," + covariance.ToString("G6", culture));
                }
                text.Write('\n');
            }
        });
        DurableFile.WriteText(SummaryOf(truth), JsonSerializer.Serialize(LimitSummary.Of(limit), s_json) + "\n");
    }

    /// <summary>Reads the limit of each particle; null where there is none. Covariances are empty in a file of an earlier version.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static IReadOnlyList<ParticleLimit>? ReadParticles(string truth)
    {
        string path = ParticlesOf(truth);
        if (!Storage.Current.FileExists(path))
        {
            return null;
        }
        string[] lines = Encoding.UTF8.GetString(Storage.ReadAll(path)).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] header = lines.Length > 0 ? lines[0].Split(',') : [];
        int coordinates = header.Count(name => name.StartsWith("sd_t", StringComparison.Ordinal)), angstrom = 1 + coordinates, pairs = header.Length - angstrom - 1;
        if (header.Length <= angstrom || header[0] != "particle" || header[angstrom] != "angstrom" || (pairs != 0 && pairs != Pairs(coordinates).Count()))
        {
            throw new InputException(path, "line 1", $"'{(lines.Length > 0 ? lines[0] : "")}'", "particle,sd_t0,…,angstrom", "delete the file to score without it");
        }
        double before = -1;
        return [.. lines.Skip(1).Select((line, i) =>
        {
            double[] values = [.. line.Split(',').Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
            bool follows = values[0] > before && double.IsInteger(values[0]);
            before = values[0];
            return follows && values.Length == header.Length && values.All(double.IsFinite)
                ? new ParticleLimit((int)values[0], values[1..angstrom], values[angstrom]) { Covariances = values[(angstrom + 1)..] }
                : throw new InputException(path, $"line {i + 2}", $"'{line}'", $"{header.Length} numbers, the first the number of a particle, above the one before", "delete the file to score without it");
        })];
    }

    private static IEnumerable<(int C, int D)> Pairs(int coordinates) => from c in Enumerable.Range(0, coordinates) from d in Enumerable.Range(0, c) select (c, d);

    /// <summary>Reads the summary; null where there is none.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static LimitSummary? Read(string truth)
    {
        string path = SummaryOf(truth);
        if (!Storage.Current.FileExists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<LimitSummary>(Storage.ReadAll(path), s_json) is { Coordinates: not null } summary
                ? summary
                : throw new InputException(path, null, "no coordinates", "the limit of a simulation", "delete the file to score without it");
        }
        catch (JsonException e)
        {
            throw new InputException(path, null, e.Message, "the limit of a simulation", "delete the file to score without it", e);
        }
    }
}
