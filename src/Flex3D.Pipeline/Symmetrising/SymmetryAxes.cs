using System.Globalization;
using Flex3D.Pipeline.MapPairs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Symmetry;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Symmetrising;

/// <summary>The axes of a symmetry in half-maps, and what is said of them.</summary>
/// <param name="Frame">Where they lie.</param>
/// <param name="Score">The correlation of the turned map with itself, −1 to 1, if they were looked for in the map; else null.</param>
/// <param name="In">The name of that map.</param>
internal sealed record SymmetryAxes(SymmetryFrame Frame, double? Score, string In)
{
    /// <summary>The axes of a group's usual setting, through the box centre.</summary>
    public static SymmetryAxes Standard(PointGroup group, HalfMaps of) => new(SymmetryFrame.Standard(group), null, of.Name);

    /// <summary>Reads the axes from a file.</summary>
    /// <exception cref="InputException">It is not a file of axes.</exception>
    public static SymmetryAxes OfFile(string path, HalfMaps of) => new(SymmetryFile.Read(path), null, of.Name);

    /// <summary>Looks for the axes of a group in the merged map.</summary>
    public static SymmetryAxes Find(PointGroup group, HalfMaps of, int threads)
    {
        if (group.Order == 1)
        {
            return Standard(group, of);
        }
        (SymmetryFrame frame, double score) = SymmetryFinder.Find(group, MapSharpening.Merge(of.Half1, of.Half2).Times(of.Around), threads);
        return new(frame, score, of.Name);
    }

    /// <summary>Says where the axes are.</summary>
    public IEnumerable<string> Lines()
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        if (Score is { } score)
        {
            yield return string.Create(c, $"axes of {Frame.Group.Name} found in the {In} map: correlation of the turned map {score:0.000}");
        }
        (double x, double y, double z) = Frame.MainAxis;
        yield return string.Create(c, $"{Frame.Group.Name}, {Frame.Group.Order} operators: main axis ({x:0.000}, {y:0.000}, {z:0.000}) through ({Frame.X:0.00}, {Frame.Y:0.00}, {Frame.Z:0.00}) Å from the box centre");
    }
}
