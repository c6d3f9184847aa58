namespace Flex3D.Stages.Training;

/// <summary>Everything that changes while a model is trained: what a checkpoint holds.</summary>
public sealed class TrainingState
{
    public TrainingState(int particles, int latentDimension, int flowParameters, int mapParameters, OptimizerKind optimizer)
    {
        Latents = new float[(long)particles * latentDimension];
        Scale = new float[particles];
        Array.Fill(Scale, 1f);
        Cross = new float[particles];
        Power = new float[particles];
        Constant = new float[particles];
        Rigidity = new float[particles];
        HeldOutRigid = new float[particles];
        HeldOutGain = new float[particles];
        Flow = new float[flowParameters];
        Map = new float[mapParameters];
        RigidMap = new float[mapParameters];
        FlowOptimizer = Create(optimizer, flowParameters);
        MapOptimizer = Create(optimizer, mapParameters);
        RigidMapOptimizer = Create(optimizer, mapParameters);

        static IOptimizer Create(OptimizerKind kind, int length) => kind == OptimizerKind.Adam ? new Adam(length) : new Nesterov(length);
    }

    /// <summary>The epoch under way.</summary>
    public int Epoch { get; set; }

    /// <summary>Committed steps of that epoch.</summary>
    public int Step { get; set; }

    /// <summary>[particle][K].</summary>
    public float[] Latents { get; }

    /// <summary>Contrast of each particle.</summary>
    public float[] Scale { get; }

    /// <summary>⟨image, projection⟩, ‖projection‖² and ½‖image‖² of each particle when it was last evaluated (<see cref="Engine.CandidateEnergy"/>).</summary>
    public float[] Cross { get; }
    public float[] Power { get; }
    public float[] Constant { get; }

    /// <summary>E_rigid of each particle when it was last evaluated.</summary>
    public float[] Rigidity { get; }

    /// <summary>Of held-out particles: loss under the rigid control, and gain on components not seen (<see cref="HeldOutValidation"/>).</summary>
    public float[] HeldOutRigid { get; }
    public float[] HeldOutGain { get; }

    /// <summary>Spread of the contrasts, estimated from the data; 0 holds every contrast at 1.</summary>
    public double ScaleSpread { get; set; }

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
