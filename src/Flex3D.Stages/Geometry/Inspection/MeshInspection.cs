using System.Globalization;
using System.Text;

namespace Flex3D.Stages.Geometry.Inspection;

/// <summary>What a user wants to see of a mesh before training: the shape of each cell, what it holds, and a summary of both.</summary>
/// <param name="Cells">Each cell.</param>
/// <param name="Uncovered">Voxels of the mask that no cell holds.</param>
public sealed record MeshInspection(IReadOnlyList<CellShape> Cells, int Uncovered)
{
    private const int MostNamed = 10;

    /// <summary>Numbers of the cells that are slivers.</summary>
    public int[] Slivers { get; } = [.. Enumerable.Range(0, Cells.Count).Where(i => Cells[i].IsSliver)];

    /// <summary>How many slivers there are, and the first of them.</summary>
    public string SliverText => Slivers.Length == 0 ? "no slivers"
        : $"{Slivers.Length} slivers, with an angle within {CellShape.SliverDegrees} degrees of 0 or 180: cells {string.Join(", ", Slivers.Take(MostNamed))}{(Slivers.Length > MostNamed ? " …" : "")}";

    /// <param name="mesh">The mesh.</param>
    /// <param name="binding">The voxels of the mask, bound to it.</param>
    public static MeshInspection Of(TetrahedralMesh mesh, VoxelBinding binding)
    {
        int[] voxels = new int[mesh.CellCount];
        foreach (int cell in binding.Cells)
        {
            if (cell >= 0)
            {
                voxels[cell]++;
            }
        }
        return new([.. Enumerable.Range(0, mesh.CellCount).Select(cell =>
        {
            double[] angles = CellShape.Dihedrals(mesh, cell);
            return new CellShape(mesh.Segments?.CellLabels[cell] ?? 0, TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, cell), angles.Min(), angles.Max(), voxels[cell], mesh.RigidityWeights[cell]);
        })], binding.UncoveredCount);
    }

    /// <summary>Returns the cells as a table: cell, segment, volume, smallest and largest dihedral angle, voxels, weight.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("cell,segment,volume,leastDihedral,mostDihedral,voxels,weight\n");
        foreach ((int i, CellShape cell) in Cells.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{cell.Label},{cell.VolumeCubicAngstrom:0.###},{cell.LeastDihedralDegrees:0.##},{cell.MostDihedralDegrees:0.##},{cell.Voxels},{cell.Weight}\n");
        }
        return text.ToString();
    }

    /// <summary>Returns the summary, a sentence in each line.</summary>
    /// <param name="nameOf">The name of a segment's label.</param>
    public IReadOnlyList<string> Summary(Func<int, string> nameOf)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        var lines = new List<string>
        {
            string.Create(c, $"dihedral angles from {Cells.Min(cell => cell.LeastDihedralDegrees):0.#} to {Cells.Max(cell => cell.MostDihedralDegrees):0.#} degrees"),
            string.Create(c, $"volumes of cells from {Cells.Min(cell => cell.VolumeCubicAngstrom):0.#} to {Cells.Max(cell => cell.VolumeCubicAngstrom):0.#} Å³, median {Median(Cells.Select(cell => cell.VolumeCubicAngstrom)):0.#}"),
            string.Create(c, $"voxels of a cell: {Cells.Min(cell => cell.Voxels)} to {Cells.Max(cell => cell.Voxels)}, median {Median(Cells.Select(cell => (double)cell.Voxels)):0.#}; {Cells.Count(cell => cell.Voxels == 0)} cells hold none, and {Uncovered} voxels are in no cell"),
        };
        lines.Add(SliverText);
        foreach (IGrouping<int, CellShape> segment in Cells.GroupBy(cell => cell.Label).Where(group => group.Key != 0).OrderBy(group => group.Key))
        {
            lines.Add(string.Create(c, $"segment {nameOf(segment.Key)}: {segment.Count()} cells, {segment.Sum(cell => cell.VolumeCubicAngstrom):0} Å³, {segment.Sum(cell => (long)cell.Voxels)} voxels, mean weight {segment.Average(cell => cell.Weight):0.##}"));
        }
        return lines;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
