using Flex3D.Stages.Canonical;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>The state of a training, all of which checkpoints hold.</summary>
public sealed class TrainingState
{
    /// <param name="particles">The state of each particle, which the caller disposes of.</param>
    /// <param name="flowParameters">The number of parameters of the flow network.</param>
    /// <param name="mapParameters">The number of parameters of the map, N³.</param>
    /// <param name="occupancyParameters">The number of parameters of the composition model, K fields over the vertices.</param>
    /// <param name="optimizer">The optimiser of flow and composition model.</param>
    public TrainingState(ParticleState particles, int flowParameters, int mapParameters, int occupancyParameters, OptimizerKind optimizer)
    {
        Particles = particles;
        ActiveLatents = particles.Layout.LatentDimension;
        Centres = new float[ClusterCentres.Count * ActiveLatents];
        Flow = new float[flowParameters];
        Map = new float[mapParameters];
        RigidMap = new float[mapParameters];
        Occupancy = new float[occupancyParameters];
        int shells = (int)Math.Round(Math.Cbrt(mapParameters)) / 2 + 1;
        (MapPower, RigidMapPower) = (new float[shells], new float[shells]);
        FlowOptimizer = Create(optimizer, flowParameters);
        OccupancyOptimizer = Create(optimizer, occupancyParameters);

        static IOptimizer Create(OptimizerKind kind, int length) => kind == OptimizerKind.Adam ? new Adam(length) : new Nesterov(length);
    }

    /// <summary>Bytes of parameters and optimisers, the largest part of a state, without those of the particles' state.</summary>
    /// <param name="flowParameters">The number of parameters of the flow network.</param>
    /// <param name="mapParameters">The number of parameters of the map, N³.</param>
    /// <param name="occupancyParameters">The number of parameters of the composition model.</param>
    /// <param name="optimizer">The optimiser of flow and composition model.</param>
    public static long BytesOf(int flowParameters, int mapParameters, int occupancyParameters, OptimizerKind optimizer) =>
        sizeof(float) * ((optimizer == OptimizerKind.Adam ? 3 : 2) * ((long)flowParameters + occupancyParameters) + 2L * mapParameters);

    /// <summary>The current epoch, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of committed steps of the current epoch.</summary>
    public int Step { get; set; }

    /// <summary>The state of each particle, which includes latents and contrast.</summary>
    public ParticleState Particles { get; }

    /// <summary>The sums of the current epoch over its committed steps.</summary>
    public EpochSums Sums { get; set; }

    /// <summary>Spread of the contrasts, estimated from the data; 0 holds every contrast at 1.</summary>
    public double ContrastSpread { get; set; }

    /// <summary>Number of latent coordinates in use; the others are 0 for every particle.</summary>
    public int ActiveLatents { get; set; }

    /// <summary>The places that stand for all that particles occupied in latent space at the end of the epoch before (<see cref="ClusterCentres"/>), [centre][K].</summary>
    public float[] Centres { get; }

    /// <summary>Standard deviation of the turns from the given orientations, about each axis, radians; 0 keeps the given poses.</summary>
    public double TurnSpread { get; set; }

    /// <summary>Standard deviation of the shifts from the given places, along each axis, pixels; 0 keeps them.</summary>
    public double ShiftSpread { get; set; }

    /// <summary>Whether orientations and shifts are re-estimated: as the options say, or as the data have decided.</summary>
    public bool RefinesPoses { get; set; }

    /// <summary>Standard deviation of the changes of the given defocus values, Å; 0 keeps them. While it is not decided whether they are re-estimated, that of held-out particles.</summary>
    public double DefocusSpread { get; set; }

    /// <summary>Whether defocus values are re-estimated: as the options say, or as the data have decided.</summary>
    public bool RefinesDefocus { get; set; }

    /// <summary>Like <see cref="TurnSpread"/> under the rigid control: estimated from held-out images, and used in the test of the motion alone.</summary>
    public double RigidTurnSpread { get; set; }

    /// <summary>Like <see cref="ShiftSpread"/> under the rigid control.</summary>
    public double RigidShiftSpread { get; set; }

    /// <summary>Parameters of the flow network.</summary>
    public float[] Flow { get; }
    public IOptimizer FlowOptimizer { get; }

    /// <summary>Parameters of the canonical map, an N³ cube (<see cref="CanonicalMap"/>).</summary>
    public float[] Map { get; }

    /// <summary>Parameters of the rigid control: a map trained on the same images without flow.</summary>
    public float[] RigidMap { get; }

    /// <summary>Power of the true map by shell, N/2 + 1 numbers, as estimated so far (<see cref="MapPrior"/>); zeros before the first map epoch.</summary>
    public float[] MapPower { get; }

    /// <summary>The same of the rigid control.</summary>
    public float[] RigidMapPower { get; }

    /// <summary>Parameters of the composition model: how the density of the rigid control varies between particles, [K][vertex].</summary>
    public float[] Occupancy { get; }
    public IOptimizer OccupancyOptimizer { get; }

    /// <summary>Fixed-point exponents of the next sums of flow and map gradients.</summary>
    public int FlowExponent { get; set; } = 24;
    public int MapExponent { get; set; } = 24;

    /// <summary>What the test of the motion measured on each held-out image of one row, in the order of the rows; empty before it.</summary>
    public IReadOnlyList<HeldOutImage> HeldOut { get; set; } = [];

    /// <summary>The records of the epochs so far.</summary>
    public List<EpochRecord> History { get; } = [];
}
