using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Model;

/// <summary>A trained model of motion: mesh, flow network, and the latent coordinates of the particles. The map it moves is a separate MRC file.</summary>
/// <remarks>Written and read by <see cref="ModelFile"/>, evaluated by <see cref="FlowField"/>.</remarks>
public sealed record FlexModel
{
    /// <summary>The mesh in the frame of the canonical map; its mobility acts on the flow.</summary>
    public required TetrahedralMesh Mesh { get; init; }

    /// <summary>The shape of the network; as many vertices as the mesh.</summary>
    public required FlowArchitecture Flow { get; init; }

    /// <summary>θ in the layout of <see cref="FlowNetwork"/>, padding included.</summary>
    public required float[] FlowParameters { get; init; }

    /// <summary>[particle][K], in the order of the particle table.</summary>
    public required float[] Latents { get; init; }

    /// <summary>λ of eq. 7 that it was trained with, units of the log-likelihood.</summary>
    public required double RigidityStrength { get; init; }

    /// <summary>Box of the particle images, pixels.</summary>
    public required int Box { get; init; }

    /// <summary>Å per pixel at <see cref="Box"/>.</summary>
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>Box that it was trained at; its pixel is pixel size · box / training box.</summary>
    public required int TrainingBox { get; init; }

    /// <summary>Seed of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether held-out particles support the motion; null where it was not tested.</summary>
    public required bool? MotionSupported { get; init; }

    /// <summary>False where the model is evaluated as rigid: where held-out particles do not support the motion. A motion that was not tested is evaluated.</summary>
    public bool Moves => MotionSupported != false;

    /// <summary>A name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Particles whose latents are held.</summary>
    public int ParticleCount => Latents.Length / Flow.LatentDimension;

    /// <summary>Particles of the data set: more than <see cref="ParticleCount"/> where only every n-th is held.</summary>
    public int TotalParticles
    {
        get => Math.Max(field, ParticleCount);
        init;
    }
}
