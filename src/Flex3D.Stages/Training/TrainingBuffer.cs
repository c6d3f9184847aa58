using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The memory of one shard on its way through the graph; a fixed number of buffers bounds the memory of a run.</summary>
public sealed class TrainingBuffer
{
    private ShardWork? _work;

    public TrainingBuffer(int box, int shardSize, int latentDimension, int gradientLength)
    {
        Images = new ImageBatch(box, shardSize);
        Shard = new ImageShard(box, shardSize);
        Particles = new ParticleBlock(ParticleColumns.OfRun(latentDimension), shardSize);
        Gradient = new float[gradientLength];
        Energies = new CandidateEnergy[shardSize];
        RigidLoss = new double[shardSize];
        FlexLoss = new double[shardSize];
        PredictiveGain = new double[shardSize];
        Rigidity = new double[shardSize];
    }

    /// <summary>The work of the shard that is in the buffer.</summary>
    /// <exception cref="InvariantException">No shard is in the buffer.</exception>
    public ShardWork Work
    {
        get => _work ?? throw new InvariantException("a buffer without work was asked for it");
        set => _work = value;
    }

    /// <summary>The number of values of <see cref="Gradient"/> that the work's gradient has; 0 where it has none.</summary>
    public int GradientLength { get; set; }

    /// <summary>Bytes of the large arrays.</summary>
    public long Bytes => Images.Bytes + sizeof(float) * (long)Gradient.Length + Shard.Bytes;

    /// <summary>The images, from reading to inference.</summary>
    public ImageBatch Images { get; }

    /// <summary>The terms of the images in the loss, from inference on.</summary>
    public ImageShard Shard { get; }

    /// <summary>The state of the images' particles, in the order of the images.</summary>
    public ParticleBlock Particles { get; }

    /// <summary>Latents of the shard's images, [image][K].</summary>
    public ReadOnlySpan<float> Latents => Particles.Column(ParticleColumns.Latents)[..(Shard.Count * Particles.Layout.LatentDimension)];

    /// <summary>The shard's gradient, by flow parameter, or by voxel of the canonical and then of the rigid map.</summary>
    public float[] Gradient { get; }
    public CandidateEnergy[] Energies { get; }

    /// <summary>E_rigid of each image, measured in the last step of a minibatch.</summary>
    public double[] Rigidity { get; }

    /// <summary>Losses of the images under a reconstruction's flexed map.</summary>
    public double[] FlexLoss { get; }

    /// <summary>Losses under the rigid control: of held-out particles in training, of all in a reconstruction.</summary>
    public double[] RigidLoss { get; }

    /// <summary>Predictive gains of held-out particles: see <see cref="HeldOutValidation"/>.</summary>
    public double[] PredictiveGain { get; }

    /// <summary>Losses of held-out particles under still models: see <see cref="StillTest"/>; empty where they are not measured.</summary>
    public double[] StillLosses { get; set; } = [];

    /// <summary>Reads the state of the particles of the shard's images, and gives each image its contrast.</summary>
    public void ReadState(IParticleState particles)
    {
        for (int i = 0; i < Shard.Count; i++)
        {
            particles.Read(Shard.Particles[i], 1, Particles, i);
        }
        Particles.Column(ParticleColumns.Contrast)[..Shard.Count].CopyTo(Shard.Contrast);
    }

    /// <summary>Returns the result of the work as a view of this buffer, which must be reduced before the buffer is used again.</summary>
    public ShardResult Result()
    {
        (int count, StepKind kind) = (Shard.Count, Work.Kind);
        var result = new ShardResult(Work.Version, Work.Shard, kind) { Particles = Shard.Particles.AsMemory(0, count), Gradient = Gradient.AsMemory(0, GradientLength) };
        return kind is StepKind.HalfMap or StepKind.Score
            ? result with { FlexLoss = FlexLoss.AsMemory(0, count), RigidLoss = RigidLoss.AsMemory(0, count) }
            : result with
            {
                State = Particles,
                Energies = Energies.AsMemory(0, count),
                Constants = Shard.Constant.AsMemory(0, count),
                Rigidity = Work.Last && kind != StepKind.Validate ? Rigidity.AsMemory(0, count) : default,
                RigidLoss = kind == StepKind.Validate ? RigidLoss.AsMemory(0, count) : default,
                Gains = kind == StepKind.Validate ? PredictiveGain.AsMemory(0, count) : default,
                StillLosses = kind == StepKind.Validate ? StillLosses : default,
            };
    }
}
