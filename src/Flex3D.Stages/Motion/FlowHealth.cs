using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Checks whether the flow folds the mesh; a turn and shift of the whole molecule changes no determinant.</summary>
public static class FlowHealth
{
    /// <summary>
    /// Returns the smallest determinant of the deformation gradient over cells and a sample of the particles: 1 at rest, ≤ 0 where a cell is
    /// inside out. The smallest thousandth is left out: where a cleft closes, one or two cells are crushed, without any effect on the result.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">The number of particles to check, evenly spread.</param>
    public static double SmallestDeterminant(FlexModel model, int sample)
    {
        var field = new FlowField(model);
        int k = field.LatentDimension, vertices = field.VertexCount, particles = Math.Min(sample, model.ParticleCount);
        TetrahedralMesh mesh = model.Mesh;
        double[] rest = [.. Enumerable.Range(0, mesh.CellCount).Select(c => TetrahedronGeometry.Volume(mesh.Vertices, mesh.Cells, c))];
        float[] flow = new float[3 * vertices], moved = new float[3 * vertices];
        int leftOut = (int)((long)particles * rest.Length / 1000);
        // A heap with the largest of the smallest leftOut + 1 values on top, so that no more than those are kept.
        var smallest = new PriorityQueue<double, double>();
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
                if (smallest.Count <= leftOut)
                {
                    smallest.Enqueue(determinant, -determinant);
                }
                else if (determinant < smallest.Peek())
                {
                    smallest.DequeueEnqueue(determinant, -determinant);
                }
            }
        }
        return smallest.Count == 0 ? 1 : Math.Min(1, smallest.Peek());
    }
}
