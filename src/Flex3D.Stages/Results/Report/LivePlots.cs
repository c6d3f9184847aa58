using System.Text.Json.Nodes;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Results.Report;

/// <summary>Gathers the numbers that the scripts of a page plot.</summary>
internal static class LivePlots
{
    private const int Shares = 100;

    /// <summary>Returns the numbers as JSON, with those of the long arrays packed apart.</summary>
    public static (JsonObject Data, PackedArrays Arrays) Of(ReportContent content)
    {
        var arrays = new PackedArrays();
        var data = new JsonObject { ["title"] = content.Summary.Title };
        Add(data, "surface", content.Surfaces?.Pack(arrays));
        Add(data, "particles", content.Particles is { Count: > 0 } sample ? Particles(sample, arrays) : null);
        Add(data, "fsc", content.Fsc is { } fsc ? Fsc(fsc) : null);
        Add(data, "loss", content.Epochs.Count > 0 ? Loss(content.Epochs) : null);
        Add(data, "motions", Motions(content.Summary.Motion));
        Add(data, "travel", content.Density.Length > 0 ? Travel(content.Summary.Motion, content.Density) : null);
        data["arrays"] = arrays.Index;
        return (data, arrays);
    }

    private static void Add(JsonObject data, string name, JsonNode? part)
    {
        if (part is not null)
        {
            data[name] = part;
        }
    }

    private static JsonObject Particles(ParticleSample sample, PackedArrays arrays)
    {
        int[] rows = [.. sample.Rows];
        arrays.AddWhole("rows.low", Array.ConvertAll(rows, row => row % 32768), 1);
        arrays.AddWhole("rows.high", Array.ConvertAll(rows, row => row / 32768), 1);
        var columns = new JsonArray();
        foreach ((int number, string name) in sample.Names.Index())
        {
            float[] values = sample.Column(number);
            if (values.AsSpan().ContainsAnyExcept(values[0])) // what is the same for all particles need not be plotted
            {
                arrays.Add("particles." + name, values);
                columns.Add(name);
            }
        }
        return new JsonObject { ["held"] = sample.Count, ["total"] = sample.Total, ["every"] = sample.Every, ["columns"] = columns, ["weighed"] = sample.Names.Contains("weight") };
    }

    private static JsonObject Fsc(FscPlot fsc) => new()
    {
        ["box"] = fsc.BoxAngstrom,
        ["rigid"] = Numbers(fsc.Rigid),
        ["flexed"] = Numbers(fsc.Flexed),
        ["nyquist"] = fsc.TrainingNyquistAngstrom,
    };

    private static JsonObject Loss(IReadOnlyList<LossEpoch> epochs) => new()
    {
        ["epoch"] = Numbers(epochs.Select(epoch => (double)epoch.Epoch)),
        ["training"] = Numbers(epochs.Select(epoch => epoch.TrainingFlexed)),
        ["heldOutRigid"] = Numbers(epochs.Select(epoch => epoch.HeldOutRigid)),
        ["heldOutFlexed"] = Numbers(epochs.Select(epoch => epoch.HeldOutFlexed)),
    };

    private static JsonArray Motions(PrincipalMotion motion) => [.. motion.Components.Select(component => new JsonObject
    {
        ["share"] = Math.Round(component.VarianceExplained, 6),
        ["travel"] = Math.Round(component.TravelAngstrom, 4),
        ["whole"] = Math.Round((component.HighScore - component.LowScore) * component.RmsAngstrom, 4),
    })];

    /// <summary>By how much the most mobile 1, 2, … 100 % of the density moves at least, between the 5th and the 95th percentile of the particles, along each motion.</summary>
    private static JsonArray Travel(PrincipalMotion motion, float[] density)
    {
        double total = density.Sum(d => Math.Max(0.0, d));
        return [.. motion.Components.Select(component => (JsonNode)Numbers(Least(component, density, total)))];
    }

    private static double[] Least(MotionComponent component, float[] density, double total)
    {
        double reach = component.HighScore - component.LowScore, carried = 0;
        double[] least = new double[Shares];
        int share = 0;
        foreach ((int vertex, double moved) in Enumerable.Range(0, density.Length).Where(v => density[v] > 0).Select(v => (v, Length(component.DisplacementPerSd, v))).OrderByDescending(at => at.Item2))
        {
            for (carried += density[vertex]; share < Shares && carried >= (share + 1 - 1e-6) * total / Shares; share++)
            {
                least[share] = Math.Round(reach * moved, 4);
            }
        }
        return least;
    }

    private static double Length(float[] vectors, int at) => Math.Sqrt(Math.Pow(vectors[3 * at], 2) + Math.Pow(vectors[3 * at + 1], 2) + Math.Pow(vectors[3 * at + 2], 2));

    // JSON has no number that is not finite.
    private static JsonArray Numbers(IEnumerable<double> values) => [.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)];
}
