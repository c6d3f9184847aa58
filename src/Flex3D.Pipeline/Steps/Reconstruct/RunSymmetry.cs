using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Symmetrising;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Symmetry;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>Averages the half-maps of a run over the symmetry that its settings name, before anything is made of them.</summary>
internal static class RunSymmetry
{
    private const string Setting = "reconstruct.symmetry", AxesSetting = "reconstruct.symmetryAxes", Find = "find";

    /// <summary>Reads the point group, and checks that the settings of the symmetry fit each other, before any work is done.</summary>
    /// <exception cref="InputException">There is no such group, or the axes are not of it.</exception>
    public static PointGroup Group(ReconstructOptions options)
    {
        var group = PointGroup.Parse(options.Symmetry, Setting);
        if (options.SymmetryAxes is not { } axes)
        {
            return group;
        }
        if (group.Order == 1)
        {
            throw new InputException(AxesSetting, null, $"'{axes}' where {Setting} is {group.Name}, which has no axes", "a point group with axes, such as C4", $"set {Setting}, or leave {AxesSetting} out");
        }
        if (axes != Find && !IsFile(axes))
        {
            throw new InputException(AxesSetting, null, $"'{axes}'", $"'{Find}', or a file of axes that ends in .json", $"leave {AxesSetting} out if the axes lie as {group.Name} has them, through the box centre");
        }
        return axes == Find || SymmetryFile.Read(axes).Group.Name is var other && other == group.Name
            ? group
            : throw new InputException(axes, "group", other, $"{group.Name}, as {Setting} says", $"name {other} in {Setting}, or give the axes of {group.Name}");
    }

    /// <summary>Averages the half-maps, if the settings name a symmetry: keeps them as they were, notes what the average does, and returns the averages.</summary>
    /// <exception cref="InputException">The maps do not have the symmetry. They have been kept as they are.</exception>
    public static IReadOnlyList<HalfMaps> Average(StepContext context, ReconstructOptions options, IReadOnlyList<HalfMaps> pairs)
    {
        PointGroup group = Group(options);
        if (group.Order == 1)
        {
            return pairs;
        }
        foreach (HalfMaps pair in pairs)
        {
            Write(context.Run, pair, RunHalfMaps.Unsymmetrised, "before it was averaged over a symmetry");
        }
        SymmetryAxes axes = options.SymmetryAxes is not { } given ? SymmetryAxes.Standard(group, pairs[0])
            : given == Find ? SymmetryAxes.Find(group, pairs[0], context.Threads)
            : SymmetryAxes.OfFile(given, pairs[0]);
        string advice = $"the half-maps are kept as they are, maps/*{RunHalfMaps.Unsymmetrised}.mrc: in {context.Run.SettingsFile} set {AxesSetting} to {Find}, name another {Setting}, or average all the same with reconstruct.forceSymmetry, then run flex3d resume {context.Run.Path}";
        SymmetrisedHalves[] averaged = [.. pairs.Select(pair => SymmetrisedHalves.Of(pair, axes.Frame, options.ForceSymmetry, advice, context.Threads))];
        var note = new SymmetryNote(group.Name, [.. axes.Lines(), .. averaged.SelectMany(pair => pair.Lines())]);
        SymmetryFile.Write(Path.Combine(context.Run.Path, "symmetry.json"), axes.Frame);
        SymmetryTable.Write(Path.Combine(context.Run.Path, "symmetry.csv"), averaged);
        note.Write(context.Output);
        context.Log.Information("{Figures:l}", "half-maps averaged over their symmetry\n  " + string.Join("\n  ", note.Lines));
        return [.. averaged.Select(pair => pair.Averaged)];
    }

    /// <summary>Writes the half-maps of a run, and their mask.</summary>
    /// <param name="ending">What stands at the end of the names.</param>
    /// <param name="how">What is said of them in their headers beside their name.</param>
    public static void Write(RunFolder run, HalfMaps pair, string ending, string how)
    {
        foreach ((string name, DensityMap map) in ((string, DensityMap)[])[("half1", pair.Half1), ("half2", pair.Half2), ("mask", pair.Around)])
        {
            MrcMap.Write(RunHalfMaps.PathOf(run, $"{pair.Stem}_{name}{ending}"), map, $"Flex3D {pair.Stem}_{name} {how}".TrimEnd());
        }
    }

    private static bool IsFile(string axes) => axes.EndsWith(ReconstructOptions.AxesEnding, StringComparison.OrdinalIgnoreCase);
}
