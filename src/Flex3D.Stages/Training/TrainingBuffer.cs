using Flex3D.Stages.Engine;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Stages.Training;

/// <summary>The memory one shard needs on its way through the graph; a fixed number of these bounds the memory of a run.</summary>
public sealed class TrainingBuffer
{
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

    /// <summary>Bytes of its large arrays.</summary>
    public long Bytes => Images.Bytes + sizeof(float) * (long)Gradient.Length + Shard.Bytes;

    /// <summary>The images, from reading to inference.</summary>
    public ImageBatch Images { get; }

    /// <summary>Their terms in the loss, from inference on.</summary>
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

    /// <summary>Losses of a reconstruction's flexed map.</summary>
    public double[] FlexLoss { get; }

    /// <summary>Losses under the rigid control: of held-out particles in training, of all in a reconstruction.</summary>
    public double[] RigidLoss { get; }

    /// <summary>Held-out particles: see <see cref="HeldOutValidation"/>.</summary>
    public double[] PredictiveGain { get; }

    /// <summary>Reads the state of the particles that the shard's images are of, and gives each image its contrast.</summary>
    public void ReadState(IParticleState particles)
    {
        for (int i = 0; i < Shard.Count; i++)
        {
            particles.Read(Shard.Particles[i], 1, Particles, i);
        }
        Particles.Column(ParticleColumns.Contrast)[..Shard.Count].CopyTo(Shard.Scale);
    }
}
