using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Segments;

/// <summary>Rigidity weights of cells that a user gives: a table, or a map of weights.</summary>
public static class GivenWeights
{
    private const double Most = 1e6;

    /// <summary>Sets the weight of each cell to the mean of a map over its voxels; a cell without voxels keeps its weight.</summary>
    /// <param name="map">Weights, ≥ 0; any box and voxel size, with the same centre.</param>
    /// <param name="source">The file to name in errors.</param>
    /// <returns>Number of cells whose weight was set.</returns>
    /// <exception cref="InputException">A voxel is negative or too large.</exception>
    public static int FromMap(TetrahedralMesh mesh, DensityMap map, string source)
    {
        int n = map.Box, bad = Array.FindIndex(map.Values, value => !(value >= 0 && value < Most));
        if (bad >= 0)
        {
            throw new InputException(source, $"voxel x={bad % n}, y={bad / n % n}, z={bad / n / n}", Shown(map.Values[bad]), "a weight of 0 or more");
        }
        VoxelBinding binding = VoxelBinder.Bind(mesh, new DensityMap(n, map.PixelSizeAngstrom, [.. Enumerable.Repeat(1f, map.Values.Length)]));
        double[] sum = new double[mesh.CellCount];
        int[] count = new int[mesh.CellCount];
        for (int i = 0; i < binding.Count - binding.UncoveredCount; i++)
        {
            sum[binding.Cells[i]] += map.Values[binding.Voxels[i]];
            count[binding.Cells[i]]++;
        }
        for (int cell = 0; cell < sum.Length; cell++)
        {
            mesh.RigidityWeights[cell] = count[cell] > 0 ? (float)(sum[cell] / count[cell]) : mesh.RigidityWeights[cell];
        }
        return count.Count(voxels => voxels > 0);
    }

    /// <summary>Sets the weights of the cells that a table lists, with the header <c>cell,weight</c>; other columns are left out.</summary>
    /// <returns>Number of cells whose weight was set.</returns>
    /// <exception cref="InputException">A column is absent, or a row has no cell of the mesh or no weight.</exception>
    public static int FromTable(TetrahedralMesh mesh, string path)
    {
        string[] lines = System.Text.Encoding.UTF8.GetString(Storage.ReadAll(path)).Split('\n');
        string[] header = lines[0].Trim().Split(',');
        int cellColumn = Array.IndexOf(header, "cell"), weightColumn = Array.IndexOf(header, "weight");
        if (cellColumn < 0 || weightColumn < 0)
        {
            throw new InputException(path, "line 1", $"'{lines[0].Trim()}'", "the columns cell and weight");
        }
        int set = 0;
        foreach ((int i, string line) in lines.Index().Skip(1).Where(line => line.Item.Trim().Length > 0))
        {
            string[] fields = line.Trim().Split(',');
            if (fields.Length != header.Length || !int.TryParse(fields[cellColumn], NumberStyles.None, CultureInfo.InvariantCulture, out int cell) || cell >= mesh.CellCount)
            {
                throw new InputException(path, $"line {i + 1}", $"'{line.Trim()}'", $"{header.Length} fields, and a cell from 0 to {mesh.CellCount - 1}");
            }
            if (!float.TryParse(fields[weightColumn], NumberStyles.Float, CultureInfo.InvariantCulture, out float weight) || !(weight >= 0 && weight < Most))
            {
                throw new InputException(path, $"line {i + 1}", $"'{fields[weightColumn]}'", "a weight of 0 or more");
            }
            mesh.RigidityWeights[cell] = weight;
            set++;
        }
        return set;
    }

    private static string Shown(float value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
