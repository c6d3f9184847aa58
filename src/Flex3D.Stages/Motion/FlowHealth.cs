using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>How far the flow crushes or folds the mesh where there is density; a turn and shift of the whole molecule changes nothing.</summary>
/// <param name="SmallestDeterminant">
/// The determinant of the deformation gradient that a thousandth of the density of all particles is below: 1 at rest, ≤ 0 where a cell is inside out. Cells count by their density: an empty cell
/// in a cleft that closes is crushed, and nothing of the map is.
/// </param>
/// <param name="Centre">Mean place at rest of the density that is crushed as much or more, Å from the box centre.</param>
/// <param name="RadiusAngstrom">RMS distance of that density from <paramref name="Centre"/>, Å.</param>
public sealed record FlowHealth(double SmallestDeterminant, (double X, double Y, double Z) Centre, double RadiusAngstrom)
{
    private const double LeftOut = 1e-3;

    /// <summary>Measures a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="density">Density of each cell, ≥ 0 (<see cref="ModelMotion.CellDensity"/>).</param>
    /// <param name="sample">The number of particles to check, evenly spread.</param>
    public static FlowHealth Of(FlexModel model, float[] density, int sample)
    {
        var field = new FlowField(model);
        int k = field.LatentDimension, vertices = field.VertexCount, particles = Math.Min(sample, model.ParticleCount);
        TetrahedralMesh mesh = model.Mesh;
        double[] rest = [.. Enumerable.Range(0, mesh.CellCount).Select(c => TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, c))];
        double leftOut = LeftOut * particles * density.Sum(value => (double)value), weight = 0;
        float[] flow = new float[3 * vertices], moved = new float[3 * vertices];
        var smallest = new PriorityQueue<(double Determinant, int Cell), double>(); // the largest on top; without it they weigh leftOut or less
        for (int i = 0; i < particles; i++)
        {
            int particle = (int)((long)i * model.ParticleCount / particles);
            field.Flows(model.Latents.AsSpan(particle * k, k), 1, flow);
            for (int v = 0; v < moved.Length; v++)
            {
                moved[v] = mesh.Vertices[v] + flow[v % 3 * vertices + v / 3];
            }
            for (int c = 0; c < rest.Length; c++)
            {
                double determinant = TetrahedronGeometry.Volume(moved, mesh.Cells, c) / rest[c];
                if (density[c] <= 0 || (weight > leftOut && determinant >= smallest.Peek().Determinant))
                {
                    continue;
                }
                smallest.Enqueue((determinant, c), -determinant);
                for (weight += density[c]; weight - density[smallest.Peek().Cell] > leftOut;)
                {
                    weight -= density[smallest.Dequeue().Cell];
                }
            }
        }
        return smallest.Count == 0 ? new(1, default, 0) : Where(mesh, density, Math.Min(1, smallest.Peek().Determinant), [.. smallest.UnorderedItems.Select(item => item.Element.Cell)]);
    }

    private static FlowHealth Where(TetrahedralMesh mesh, float[] density, double determinant, int[] crushed)
    {
        (double Weight, double[] At)[] parts = [.. crushed.Select(c => ((double)density[c], Enumerable.Range(0, 3).Select(axis => Enumerable.Range(0, 4).Average(corner => (double)mesh.Vertices[3 * mesh.Cells[4 * c + corner] + axis])).ToArray()))];
        double whole = parts.Sum(part => part.Weight);
        double[] centre = [.. Enumerable.Range(0, 3).Select(axis => parts.Sum(part => part.Weight * part.At[axis]) / whole)];
        double square = parts.Sum(part => part.Weight * Enumerable.Range(0, 3).Sum(axis => (part.At[axis] - centre[axis]) * (part.At[axis] - centre[axis]))) / whole;
        return new(determinant, (centre[0], centre[1], centre[2]), Math.Sqrt(square));
    }
}
