using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;

namespace Flex3D.Stages.Motion;

/// <summary>Measures how much the rigid part of a model's flow, which corrects the poses, differs between particles.</summary>
public static class PoseSpread
{
    /// <summary>Returns the RMS displacement by the rigid part from its mean, over the molecule and a sample of the particles, Å.</summary>
    /// <param name="model">The model.</param>
    /// <param name="density">Density bound to each vertex.</param>
    /// <param name="rigid">Finds the rigid part of the model's flow.</param>
    /// <param name="sample">The number of particles to use, evenly spread.</param>
    public static double RmsAngstrom(FlexModel model, float[] density, RigidPart rigid, int sample = 500)
    {
        if (!model.Moves)
        {
            return 0;
        }
        var field = new FlowField(model);
        int k = field.LatentDimension, particles = Math.Min(sample, model.ParticleCount);
        float[] flow = new float[3 * field.VertexCount], vertices = model.Mesh.Vertices;
        double total = 0, squares = 0;
        double[] mean = new double[vertices.Length];
        for (int i = 0; i < particles; i++)
        {
            int particle = (int)((long)i * model.ParticleCount / particles);
            field.Flows(model.Latents.AsSpan(particle * k, k), 1, flow);
            RigidMotion motion = rigid.Of(flow);
            for (int v = 0; v < density.Length; v++)
            {
                double weight = Math.Max(0, density[v]);
                (double x, double y, double z) = motion.Apply(vertices[3 * v], vertices[3 * v + 1], vertices[3 * v + 2]);
                ReadOnlySpan<double> by = [x - vertices[3 * v], y - vertices[3 * v + 1], z - vertices[3 * v + 2]];
                for (int axis = 0; axis < 3; axis++)
                {
                    mean[3 * v + axis] += by[axis] / particles;
                    squares += weight * by[axis] * by[axis];
                }
                total += weight;
            }
        }
        double ofMean = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            ofMean += Math.Max(0, density[i / 3]) * mean[i] * mean[i];
        }
        return total > 0 ? Math.Sqrt(Math.Max(0, (squares - particles * ofMean) / total)) : 0;
    }
}
