using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Tests.Model;

/// <summary>A small model with a lively flow.</summary>
internal static class SampleModel
{
    public static FlexModel Create(bool anchored = true, bool? motionSupported = true, int particles = 40, Heterogeneity? heterogeneity = null)
    {
        TetrahedralMesh mesh = new()
        {
            Vertices = [0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 10, 12, 11, 10],
            Cells = [0, 1, 2, 3, 1, 2, 3, 4],
            RigidityWeights = [0.5f, 1],
            Mobility = [1, 1, 0.5f, 0, 1],
        };
        MeshChecks.Check("sample", mesh);
        var flow = new FlowArchitecture(2, 3, 40, mesh.VertexCount, anchored);
        if (anchored)
        {
            flow = flow.AnchoredAt([0.25f, -0.5f]);
        }
        var network = new FlowNetwork(flow, mesh.Mobility);
        float[] parameters = network.Initialise(7);
        for (int i = network.OutputWeights; i < parameters.Length; i++)
        {
            parameters[i] *= 100;
        }
        return new FlexModel
        {
            Mesh = mesh,
            Flow = flow,
            FlowParameters = parameters,
            Latents = [.. Enumerable.Range(0, 2 * particles).Select(i => (float)CounterRandom.Normal(1, 99, 0, 0, (ulong)i))],
            RigidityStrength = 0.3,
            Box = 64,
            PixelSizeAngstrom = 4.1,
            TrainingBox = 40,
            Seed = ulong.MaxValue,
            MotionSupported = motionSupported,
            Heterogeneity = heterogeneity,
            Name = "Fab at its hinge",
        };
    }

    /// <summary>The state of its particles, every contrast another.</summary>
    public static ParticleBlock Particles(FlexModel model)
    {
        var particles = new ParticleBlock(ParticleColumns.OfRun(model.Flow.LatentDimension), model.ParticleCount);
        model.Latents.CopyTo(particles.Write(ParticleColumns.Latents, ColumnWriters.Training));
        Span<float> contrasts = particles.Write(ParticleColumns.Contrast, ColumnWriters.Training);
        for (int i = 0; i < contrasts.Length; i++)
        {
            contrasts[i] = 1 + i / 1000f;
        }
        return particles;
    }

    /// <summary>Writes a model with the state of its particles.</summary>
    public static void Write(string path, FlexModel model) => ModelFile.Write(path, model, Particles(model));
}
