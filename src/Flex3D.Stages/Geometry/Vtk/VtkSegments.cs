using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Geometry.Vtk;

/// <summary>The segments of a cut mesh in a file of VTK: cell data <c>segment</c>, and as field data their labels and names and the label of each place.</summary>
/// <remarks>
/// <c>segment_labels</c>, <c>segment_names</c> (characters, each name ended by 0), <c>places_grid</c> (voxels along each edge, voxel size in Å) and <c>places_runs</c> (label, number of voxels, …),
/// as <see cref="MeshFile"/> has them.
/// </remarks>
internal static class VtkSegments
{
    public const string Cells = "segment", Labels = "segment_labels", Names = "segment_names", Grid = "places_grid", Runs = "places_runs";

    private const string Advice = "edit mesh/mesh.json in place of a VTK file, or cut the mesh with mesh.segmentation";

    /// <summary>Returns the characters of the names.</summary>
    public static byte[] Characters(MeshSegments segments) => [.. segments.Segments.SelectMany(segment => Encoding.UTF8.GetBytes(segment.Name).Append((byte)0))];

    /// <summary>Puts the segments together; null where cells have no segment, or all the same.</summary>
    /// <exception cref="InputException">Cells have segments, but the field data are absent or do not fit.</exception>
    public static MeshSegments? Of(string path, VtkGrid grid)
    {
        if (!grid.CellData.TryGetValue(Cells, out double[]? cells))
        {
            return null;
        }
        if (cells.Length != grid.Types.Length)
        {
            throw new InputException(path, Cells, $"{cells.Length} values", $"{grid.Types.Length}, one for each cell");
        }
        if (((string[])[Labels, Names, Grid, Runs]).FirstOrDefault(name => !grid.FieldData.ContainsKey(name)) is { } missing)
        {
            return cells.All(label => label == cells[0]) ? null
                : throw new InputException(path, null, $"cells of several segments, and no field data '{missing}'", "the field data of the mesh.vtu of a cut mesh, which say what belongs to which segment", Advice);
        }
        int[] labels = Whole(Labels), runs = Whole(Runs);
        string[] names = Encoding.UTF8.GetString([.. grid.FieldData[Names].Select(character => (byte)Math.Clamp(character, 0, 255))]).Split('\0');
        double[] places = grid.FieldData[Grid];
        if (names.Length < labels.Length || labels.Contains(0) || labels.Distinct().Count() != labels.Length)
        {
            throw new InputException(path, Names, $"{names.Length - 1} names for labels {string.Join(", ", labels.Take(20))}", "a name for each label; each label once, and none of them 0", Advice);
        }
        int box = places.Length == 2 ? VtkGrid.Whole(path, Grid, places[0], 1, MeshSegments.LargestBox) : throw new InputException(path, Grid, $"{places.Length} values", "voxels along each edge, and voxel size");
        long voxels = 0;
        for (int i = 1; i < runs.Length; i += 2)
        {
            voxels += Math.Max(0, runs[i]);
        }
        if (!(places[1] is > 0 and < 1000) || runs.Length % 2 != 0 || voxels != (long)box * box * box || SegmentGrid.FromRuns(box, places[1], runs) is not { } map)
        {
            throw new InputException(path, Runs, string.Create(CultureInfo.InvariantCulture, $"{voxels} voxels of {places[1]:G4} Å"), $"{(long)box * box * box}, all of the box, in runs of one or more", Advice);
        }
        var segments = new MeshSegments { CellLabels = Whole(Cells), Segments = [.. labels.Select((label, i) => new MeshSegment(label, names[i]))], Places = map };
        return MeshChecks.CheckSegments(path, segments, cells.Length);

        int[] Whole(string name) => [.. (name == Cells ? cells : grid.FieldData[name]).Select(value => VtkGrid.Whole(path, name, value, int.MinValue, int.MaxValue))];
    }
}
