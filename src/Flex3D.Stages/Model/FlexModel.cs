using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Model;

/// <summary>A trained model of motion: mesh, flow network, and the latent coordinates of the particles. The map it moves is a separate MRC file.</summary>
/// <remarks>Written and read by <see cref="ModelFile"/>, evaluated by <see cref="FlowField"/>.</remarks>
public sealed record FlexModel
{
    /// <summary>The mesh in the frame of the canonical map; its mobility acts on the flow.</summary>
    public required TetrahedralMesh Mesh { get; init; }

    /// <summary>The shape of the flow network, with as many vertices as the mesh.</summary>
    public required FlowArchitecture Flow { get; init; }

    /// <summary>Parameters θ in the layout of <see cref="FlowNetwork"/>, padding included.</summary>
    public required float[] FlowParameters { get; init; }

    /// <summary>Latents, [particle][K], in the order of the particle table.</summary>
    public required float[] Latents { get; init; }

    /// <summary>Strength λ of eq. 7 in training, units of the log-likelihood.</summary>
    public required double RigidityStrength { get; init; }

    /// <summary>Box of the particle images, pixels.</summary>
    public required int Box { get; init; }

    /// <summary>Pixel size at <see cref="Box"/>, Å.</summary>
    public required double PixelSizeAngstrom { get; init; }

    /// <summary>Box of the images in training, pixels; their pixel size is pixel size · box / training box.</summary>
    public required int TrainingBox { get; init; }

    /// <summary>Seed of the run's random draws.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether held-out particles support the motion; null where it was not tested.</summary>
    public required bool? MotionSupported { get; init; }

    /// <summary>Whether a turn and shift of the whole is motion, and not a correction of poses: where poses are those of what surrounds the part that the map shows.</summary>
    public bool WholeMoves { get; init; }

    /// <summary>What differs between held-out particles; null where the model's file does not say.</summary>
    public Heterogeneity? Heterogeneity { get; init; }

    /// <summary>False where the model is evaluated as rigid because held-out particles do not support the motion. A motion that was not tested is evaluated.</summary>
    public bool Moves => MotionSupported != false;

    /// <summary>The name of the model, for users.</summary>
    public string Name { get; init; } = "";

    /// <summary>The number of particles whose latents are held.</summary>
    public int ParticleCount => Latents.Length / Flow.LatentDimension;

    /// <summary>The number of particles of the data set: more than <see cref="ParticleCount"/> where only every n-th is held.</summary>
    public int TotalParticles
    {
        get => Math.Max(field, ParticleCount);
        init;
    }
}
