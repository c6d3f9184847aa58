using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Results;

/// <summary>Does the flow fold the mesh?</summary>
public static class FlowHealth
{
    /// <summary>Smallest determinant of the deformation gradient over all cells and a sample of the particles: 1 at rest, ≤ 0 where a cell is inside out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sample">Particles to look at, evenly spread.</param>
    public static double SmallestDeterminant(FlexModel model, int sample)
    {
        var field = new FlowField(model);
        int k = field.LatentDimension, vertices = field.VertexCount, particles = Math.Min(sample, model.ParticleCount);
        double[] rest = Volumes(model.Mesh, []);
        float[] flow = new float[3 * vertices];
        double least = 1;
        for (int i = 0; i < particles; i++)
        {
            int particle = (int)((long)i * model.ParticleCount / particles);
            field.Flows(model.Latents.AsSpan(particle * k, k), 1, flow);
            double[] deformed = Volumes(model.Mesh, flow);
            for (int c = 0; c < rest.Length; c++)
            {
                least = Math.Min(least, deformed[c] / rest[c]);
            }
        }
        return least;
    }

    // Six times the signed volume of each cell, with [3][vertex] flow added where there is one.
    private static double[] Volumes(TetrahedralMesh mesh, ReadOnlySpan<float> flow)
    {
        int count = mesh.VertexCount;
        double[] volumes = new double[mesh.CellCount];
        Span<double> p = stackalloc double[12];
        for (int c = 0; c < volumes.Length; c++)
        {
            for (int corner = 0; corner < 4; corner++)
            {
                int v = mesh.Cells[4 * c + corner];
                for (int axis = 0; axis < 3; axis++)
                {
                    p[3 * corner + axis] = mesh.Vertices[3 * v + axis] + (flow.IsEmpty ? 0 : flow[axis * count + v]);
                }
            }
            double ux = p[3] - p[0], uy = p[4] - p[1], uz = p[5] - p[2];
            double vx = p[6] - p[0], vy = p[7] - p[1], vz = p[8] - p[2];
            double wx = p[9] - p[0], wy = p[10] - p[1], wz = p[11] - p[2];
            volumes[c] = ux * (vy * wz - vz * wy) + uy * (vz * wx - vx * wz) + uz * (vx * wy - vy * wx);
        }
        return volumes;
    }
}
