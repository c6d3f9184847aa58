using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Geometry;

/// <summary>Computes rigidity weights of a mesh from maps of any box and pixel size.</summary>
internal static class MeshWeights
{
    /// <summary>
    /// w_j = w_min + (1 − w_min)·clip(ρ_j / ρ_p, 0, 1), ρ_j the mean density of cell j's voxels and ρ_p the given percentile of
    /// the ρ_j ("densest elements 1.0, empty elements 0.5"); with <see cref="MeshOptions.SurfaceRigidityWeight"/> w_s a cell at the
    /// surface gets at least w_s + (1 − w_s)·clip(ρ_j / ρ_p, 0, 1). Overwrites <see cref="TetrahedralMesh.RigidityWeights"/>.
    /// </summary>
    /// <exception cref="InputException">The percentile is not positive: the map is empty or its contrast inverted.</exception>
    public static void FillFromDensity(TetrahedralMesh mesh, DensityMap density, MeshOptions options)
    {
        double[] mean = MeanPerCell(mesh, density);
        double densest = Percentile(mean, options.DensityPercentile);
        if (!(densest > 0))
        {
            throw new InputException("map", null,
                string.Create(CultureInfo.InvariantCulture, $"a {options.DensityPercentile:0.#}th percentile of {densest:G4} of the cells' mean density"),
                "a positive value: protein is white", "check that the map is not empty, and invert its contrast if the protein is dark");
        }
        bool[]? surface = options.SurfaceRigidityWeight > 0 ? SurfaceVertices(mesh) : null;
        for (int j = 0; j < mean.Length; j++)
        {
            double relative = Math.Clamp(mean[j] / densest, 0, 1);
            double weight = options.MinimumRigidityWeight + (1 - options.MinimumRigidityWeight) * relative;
            if (surface is not null && mesh.Cells.AsSpan(4 * j, 4) is [var a, var b, var c, var d] && (surface[a] || surface[b] || surface[c] || surface[d]))
            {
                weight = Math.Max(weight, options.SurfaceRigidityWeight + (1 - options.SurfaceRigidityWeight) * relative);
            }
            mesh.RigidityWeights[j] = (float)weight;
        }
    }

    private static double[] MeanPerCell(TetrahedralMesh mesh, DensityMap density)
    {
        double[] sum = new double[mesh.CellCount];
        int[] count = new int[mesh.CellCount];
        var locator = new CellGrid(mesh);
        int n = density.Box;
        double a = density.PixelSizeAngstrom;
        Span<double> weights = stackalloc double[4];
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                for (int x = 0; x < n; x++)
                {
                    int cell = locator.Find((x - n / 2) * a, (y - n / 2) * a, (z - n / 2) * a, weights);
                    if (cell >= 0)
                    {
                        sum[cell] += density[z, y, x];
                        count[cell]++;
                    }
                }
            }
        }
        for (int j = 0; j < sum.Length; j++)
        {
            sum[j] /= Math.Max(1, count[j]);
        }
        return sum;
    }

    // Interpolates linearly between order statistics.
    private static double Percentile(double[] values, double percent)
    {
        double[] sorted = (double[])values.Clone();
        Array.Sort(sorted);
        double at = Math.Clamp(percent, 0, 100) / 100 * (sorted.Length - 1);
        int low = (int)at;
        return sorted[low] + (at - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]);
    }

    // A face that belongs to one cell only is on the surface.
    private static bool[] SurfaceVertices(TetrahedralMesh mesh)
    {
        var faces = new Dictionary<(int, int, int), int>();
        Span<int> face = stackalloc int[3];
        for (int j = 0; j < mesh.CellCount; j++)
        {
            for (int skip = 0; skip < 4; skip++)
            {
                for (int k = 0, at = 0; k < 4; k++)
                {
                    if (k != skip)
                    {
                        face[at++] = mesh.Cells[4 * j + k];
                    }
                }
                face.Sort();
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(faces, (face[0], face[1], face[2]), out _)++;
            }
        }
        bool[] surface = new bool[mesh.VertexCount];
        foreach (((int a, int b, int c), int uses) in faces)
        {
            if (uses == 1)
            {
                surface[a] = surface[b] = surface[c] = true;
            }
        }
        return surface;
    }
}
