using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>Everything that changes while a model is trained: what a checkpoint holds.</summary>
public sealed class TrainingState
{
    /// <param name="particles">The state of each particle, which the caller disposes of.</param>
    /// <param name="flowParameters">Parameters of the flow network.</param>
    /// <param name="mapParameters">N³.</param>
    /// <param name="optimizer">Of flow and maps.</param>
    public TrainingState(ParticleState particles, int flowParameters, int mapParameters, OptimizerKind optimizer)
    {
        Particles = particles;
        Flow = new float[flowParameters];
        Map = new float[mapParameters];
        RigidMap = new float[mapParameters];
        FlowOptimizer = Create(optimizer, flowParameters);
        MapOptimizer = Create(optimizer, mapParameters);
        RigidMapOptimizer = Create(optimizer, mapParameters);

        static IOptimizer Create(OptimizerKind kind, int length) => kind == OptimizerKind.Adam ? new Adam(length) : new Nesterov(length);
    }

    /// <summary>Bytes of parameters and optimisers, which take the most of a state; the particles' part is counted by itself.</summary>
    /// <param name="flowParameters">Parameters of the flow network.</param>
    /// <param name="mapParameters">N³.</param>
    /// <param name="optimizer">Of flow and maps.</param>
    public static long BytesOf(int flowParameters, int mapParameters, OptimizerKind optimizer) =>
        sizeof(float) * (optimizer == OptimizerKind.Adam ? 3 : 2) * (flowParameters + 2L * mapParameters);

    /// <summary>The epoch under way.</summary>
    public int Epoch { get; set; }

    /// <summary>Committed steps of that epoch.</summary>
    public int Step { get; set; }

    /// <summary>All that is kept of each particle, latents and contrast among it.</summary>
    public ParticleState Particles { get; }

    /// <summary>What the epoch under way has found in its committed steps.</summary>
    public EpochSums Sums { get; set; }

    /// <summary>Spread of the contrasts, estimated from the data; 0 holds every contrast at 1.</summary>
    public double ContrastSpread { get; set; }

    /// <summary>Parameters of the flow network.</summary>
    public float[] Flow { get; }
    public IOptimizer FlowOptimizer { get; }

    /// <summary>Parameters of the canonical map, an N³ cube (<see cref="CanonicalMap"/>).</summary>
    public float[] Map { get; }
    public IOptimizer MapOptimizer { get; }

    /// <summary>The control: a map trained on the same images without flow.</summary>
    public float[] RigidMap { get; }
    public IOptimizer RigidMapOptimizer { get; }

    /// <summary>Fixed-point exponents of the next flow and map sums.</summary>
    public int FlowExponent { get; set; } = 24;
    public int MapExponent { get; set; } = 24;

    /// <summary>A line an epoch.</summary>
    public List<EpochRecord> History { get; } = [];
}
