using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Where the flow stretches, compresses or folds the molecule: the determinant J of the deformation gradient of each mesh cell, over the particles.</summary>
/// <remarks>J is a cell's volume in a particle's conformation over that at rest: 1 where the flow only turns and shifts, ≤ 0 where it turns the cell inside out.</remarks>
public sealed class VolumeChange
{
    private const double LeastDeterminant = 0.01; // ln J of a folded cell does not exist: it counts as one compressed to a hundredth

    private VolumeChange(int particles, double[] smallest, double[] lowPercentile, double[] rmsLog) =>
        (Particles, Smallest, LowPercentile, RmsLog) = (particles, smallest, lowPercentile, rmsLog);

    /// <summary>The number of particles, evenly spread, over which the figures were taken.</summary>
    public int Particles { get; }

    /// <summary>The smallest J of each cell.</summary>
    public IReadOnlyList<double> Smallest { get; }

    /// <summary>The 1st percentile of J of each cell.</summary>
    public IReadOnlyList<double> LowPercentile { get; }

    /// <summary>The root mean square of ln J of each cell: 0.1 is a typical change of volume by a tenth. J below 0.01 counts as 0.01.</summary>
    public IReadOnlyList<double> RmsLog { get; }

    /// <summary>Measures the flow of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">The number of particles to use, evenly spread.</param>
    public static VolumeChange Of(FlexModel model, int sample)
    {
        var field = new FlowField(model);
        int k = field.LatentDimension, vertices = field.VertexCount, particles = Math.Min(sample, model.ParticleCount), cells = model.Mesh.CellCount;
        TetrahedralMesh mesh = model.Mesh;
        float[] flow = new float[3 * vertices], moved = new float[3 * vertices];
        float[][] determinants = [.. Enumerable.Range(0, cells).Select(_ => new float[particles])];
        for (int i = 0; i < particles; i++)
        {
            int particle = (int)((long)i * model.ParticleCount / particles);
            field.Flows(model.Latents.AsSpan(particle * k, k), 1, flow);
            for (int v = 0; v < moved.Length; v++)
            {
                moved[v] = mesh.Vertices[v] + flow[v % 3 * vertices + v / 3];
            }
            for (int c = 0; c < cells; c++)
            {
                determinants[c][i] = (float)(TetrahedronGeometry.Volume(moved, mesh.Cells, c) / TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, c));
            }
        }
        foreach (float[] row in determinants)
        {
            Array.Sort(row);
        }
        return new VolumeChange(
            particles,
            [.. determinants.Select(row => (double)row[0])],
            [.. determinants.Select(row => (double)row[(int)(0.01 * (particles - 1))])],
            [.. determinants.Select(row => Math.Sqrt(row.Average(j => Math.Pow(Math.Log(Math.Max(j, LeastDeterminant)), 2))))]);
    }

    /// <summary>Puts a value of each cell into the voxels of the mask that the cell holds; other voxels get <paramref name="elsewhere"/>.</summary>
    public static DensityMap OnGrid(IReadOnlyList<double> values, TetrahedralMesh mesh, DensityMap mask, double elsewhere)
    {
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        var map = new DensityMap(mask.Box, mask.PixelSizeAngstrom);
        Array.Fill(map.Values, (float)elsewhere);
        for (int i = 0; i < binding.Count - binding.UncoveredCount; i++)
        {
            map.Values[binding.Voxels[i]] = (float)values[binding.Cells[i]];
        }
        return map;
    }
}
