using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Model;

/// <summary>The segments of a cut mesh in a model file.</summary>
/// <remarks>
/// Arrays, with R runs: cell_segments (C), the label of each cell; place_runs (R, 2), label and number of voxels, which fill a box of place_grid[0]³ voxels, x fastest;
/// place_grid (2), box and voxel size in Å; cut_vertices (V, 3), vertices in the rest state in which the mesh was cut, to which the places refer.
/// </remarks>
internal static class ModelSegments
{
    private const int MostRuns = 1 << 26;

    public static void Write(NpzWriter archive, TetrahedralMesh mesh)
    {
        if (mesh.Segments is not { } segments)
        {
            return;
        }
        int[] runs = segments.Places.ToRuns();
        archive.Add("cell_segments", segments.CellLabels, mesh.CellCount);
        archive.Add("place_grid", new float[] { segments.Places.Box, (float)segments.Places.VoxelSizeAngstrom }, 2);
        archive.Add("place_run_count", new int[] { runs.Length / 2 });
        archive.Add("place_runs", runs, runs.Length / 2, 2);
        archive.Add("cut_vertices", segments.CutVertices ?? mesh.Vertices, mesh.VertexCount, 3);
    }

    /// <exception cref="InputException">An array is absent, of another shape, or out of its range.</exception>
    public static MeshSegments Read(NpzReader archive, string path, ModelMeta meta)
    {
        float[] grid = archive.Floats("place_grid", 2);
        if (!(grid[0] is >= 1 and <= MeshSegments.LargestBox && grid[1] is > 0 and < 1000))
        {
            throw new InputException(path, "place_grid", FormattableString.Invariant($"{grid[0]}, {grid[1]}"), $"a box of 1 to {MeshSegments.LargestBox} and a voxel size in Å");
        }
        int count = archive.Integers("place_run_count")[0];
        if (count is < 1 or > MostRuns)
        {
            throw new InputException(path, "place_run_count", FormattableString.Invariant($"{count}"), $"1 to {MostRuns}");
        }
        int[] labels = archive.Integers("cell_segments", meta.Cells), runs = archive.Integers("place_runs", count, 2);
        SegmentGrid places = SegmentGrid.FromRuns((int)grid[0], grid[1], runs) ?? throw new InputException(path, "place_runs", "runs that do not fill the box", $"{grid[0]}³ voxels");
        return MeshChecks.CheckSegments(path, new MeshSegments
        {
            CellLabels = labels,
            Places = places,
            Segments = [.. labels.Distinct().Order().Select(label => new MeshSegment(label, MeshSegment.DefaultName(label)))],
            CutVertices = archive.Floats("cut_vertices", meta.Vertices, 3),
        }, meta.Cells);
    }
}
