using System.Globalization;
using System.Text.Json;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Structures;

namespace Flex3D.Pipeline.Steps.Deform;

/// <summary>The report on the geometry of moved atoms: lines for a user, warnings, and a JSON file beside the atoms.</summary>
internal sealed class GeometryFile
{
    private const double Told = 0.005; // Å; smaller changes would read as none

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly RestGeometry _before;
    private readonly MovedGeometry[] _frames;

    /// <param name="model">The atoms.</param>
    /// <param name="rest">Their positions at rest, [atom][x, y, z], Å.</param>
    /// <param name="frames">Their positions in each frame.</param>
    public GeometryFile(AtomicModel model, double[] rest, IReadOnlyList<double[]> frames)
    {
        var geometry = new StructureGeometry(model.Atoms, rest);
        (_before, _frames) = (geometry.Before, [.. frames.Select(geometry.Of)]);
    }

    /// <summary>Returns the path of the JSON file: that of the atoms, with the ending <c>.geometry.json</c>.</summary>
    public static string PathOf(string atoms) => Path.ChangeExtension(atoms.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? atoms[..^3] : atoms, ".geometry.json");

    /// <summary>Writes the JSON file.</summary>
    public void Write(string path) => DurableFile.WriteText(path, JsonSerializer.Serialize(new { Before = _before, Frames = _frames }, s_json) + "\n");

    /// <summary>Returns lines that compare the atoms before and after; of several frames, the worst is named.</summary>
    public IEnumerable<string> Lines()
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        yield return string.Create(culture, $"{_before.Atoms} atoms, moved by {_frames.Max(frame => frame.Rms):0.##} Å (RMS) and {_frames.Max(frame => frame.Farthest):0.##} Å at most{(_frames.Length == 1 ? "" : $"; the figures are those of the worst of {_frames.Length} frames")}");
        yield return Distances($"{_before.Bonds} bonds", frame => frame.Bonds, true);
        if (_before.CaDistances > 0)
        {
            yield return Distances(string.Create(culture, $"{_before.CaDistances} CA-CA distances, {_before.CaMean:0.00} Å before"), frame => frame.Ca, false);
        }
        (int worst, MovedGeometry most) = _frames.Index().MaxBy(frame => frame.Item.Clashes);
        yield return string.Create(culture, $"clashes: {_before.Clashes} before, {most.Clashes} after{At(worst)}, {most.NewClashes} of them new")
            + (most.WorstClash is { } clash ? string.Create(culture, $"; the worst overlap is {clash.Overlap:0.00} Å, {clash.First} and {clash.Second}") : "");
    }

    /// <summary>Returns a warning where bonds are broken.</summary>
    public IEnumerable<string> Warnings()
    {
        (int frame, MovedGeometry worst) = _frames.Index().MaxBy(found => found.Item.Bonds.Broken + found.Item.Bonds.Crushed);
        if (worst.Bonds.Broken + worst.Bonds.Crushed > 0)
        {
            yield return $"the flow makes {worst.Bonds.Broken} of {_before.Bonds} bonds longer by a quarter or more, and {worst.Bonds.Crushed} shorter{At(frame)}: refine the geometry of the moved atoms before use";
        }
    }

    private string Distances(string what, Func<MovedGeometry, DistanceChanges> of, bool broken)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        (int frame, DistanceChanges worst) = _frames.Select(of).Index().MaxBy(found => found.Item.LargestChange);
        return string.Create(culture, $"{what}: they change by {_frames.Max(found => of(found).RmsChange):0.000} Å (RMS), by {worst.LargestChange:0.00} Å at most")
            + (worst is { LargestChange: >= Told, Worst: { } pair } ? string.Create(culture, $" ({pair.First} to {pair.Second}, {pair.Before:0.00} to {pair.After:0.00} Å{At(frame)})") : "")
            + (broken ? $"; {_frames.Max(found => of(found).Broken)} broken" : "");
    }

    private string At(int frame) => _frames.Length == 1 ? "" : $", in frame {frame}";
}
