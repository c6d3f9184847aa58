using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Training;

/// <summary>The memory of one shard on its way through the graph; a fixed number of buffers bounds the memory of a run.</summary>
public sealed class TrainingBuffer
{
    private readonly double _pixelSize;
    private readonly float[] _given;
    private ShardWork? _work;
    private ImageSource? _source;

    /// <param name="box">N of the images, pixels.</param>
    /// <param name="pixelSize">Å per pixel of the images.</param>
    /// <param name="shardSize">The most images of a shard.</param>
    /// <param name="latentDimension">K.</param>
    /// <param name="gradientLength">The most values of a gradient.</param>
    public TrainingBuffer(int box, double pixelSize, int shardSize, int latentDimension, int gradientLength)
    {
        _pixelSize = pixelSize;
        _given = new float[shardSize * ImageShard.PoseLength];
        Offsets = new double[2 * OffsetMoments.Terms * shardSize];
        Images = new ImageBatch(box, shardSize);
        Shard = new ImageShard(box, shardSize);
        Particles = new ParticleBlock(ParticleColumns.OfRun(latentDimension), shardSize);
        Gradient = new float[gradientLength];
        Energies = new CandidateEnergy[shardSize];
        RigidLoss = new double[shardSize];
        FlexLoss = new double[shardSize];
        PredictiveGains = new TestGains[shardSize];
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

    /// <summary>The shard's gradient, see <see cref="ShardResult.Gradient"/>.</summary>
    public float[] Gradient { get; }

    /// <summary>Parts of the gradient that were left on a device, see <see cref="ShardResult.Kept"/>.</summary>
    public IKeptGradient?[] Kept { get; } = new IKeptGradient?[3];

    /// <summary>Releases the gradients that were left on a device.</summary>
    public void ReleaseKept()
    {
        foreach (IKeptGradient? kept in Kept)
        {
            kept?.Release();
        }
        Array.Clear(Kept);
    }

    public CandidateEnergy[] Energies { get; }

    /// <summary>Moments of each image's offsets: see <see cref="ShardResult.Offsets"/>.</summary>
    public double[] Offsets { get; }

    /// <summary>How many numbers of <see cref="Offsets"/> the work has for each image; 0 for none.</summary>
    public int OffsetsLength { get; set; }

    /// <summary>E_rigid of each image, measured in the last step of a minibatch.</summary>
    public double[] Rigidity { get; }

    /// <summary>Losses of the images under a reconstruction's flexed map.</summary>
    public double[] FlexLoss { get; }

    /// <summary>Losses under the rigid control: in training of held-out particles and in steps of the map, in a reconstruction of all.</summary>
    public double[] RigidLoss { get; }

    /// <summary>Predictive gains of held-out particles: see <see cref="HeldOutValidation"/>.</summary>
    public TestGains[] PredictiveGains { get; }

    /// <summary>Losses of held-out particles under still models: see <see cref="StillTest"/>; empty where they are not measured.</summary>
    public double[] StillLosses { get; set; } = [];

    /// <summary>The source of the images, with which their terms were set last.</summary>
    /// <exception cref="InvariantException">They were not.</exception>
    internal ImageSource Source => _source ?? throw new InvariantException("a buffer whose terms are not set was asked for the source of its images");

    /// <summary>Reads the state of the particles of the transformed images, and sets the terms of the loss at it: each image has its contrast, its offset from the given pose and its change of defocus.</summary>
    /// <param name="source">The source of the images.</param>
    /// <param name="particles">The state of all particles.</param>
    /// <param name="turns">Whether turns from the given orientations hold; else they become 0.</param>
    /// <param name="shifts">Whether shifts from the given places hold; else they become 0.</param>
    /// <param name="defocus">Whether changes of the given defocus values hold; else they become 0.</param>
    public void SetTerms(ImageSource source, IParticleState particles, bool turns = true, bool shifts = true, bool defocus = true)
    {
        _source = source;
        Span<double> offset = stackalloc double[OwnState.OffsetLength];
        for (int i = 0; i < Images.Count; i++)
        {
            particles.Read(Images.Particles[i], 1, Particles, i);
        }
        if (!defocus)
        {
            Particles.Write(ParticleColumns.DefocusChange, ColumnWriters.Training).Clear();
        }
        SetDefocus(Particles.Column(ParticleColumns.DefocusChange));
        source.SetTerms(Images, Shard);
        Particles.Column(ParticleColumns.Contrast)[..Shard.Count].CopyTo(Shard.Contrast);
        if (!turns)
        {
            Particles.Write(ParticleColumns.Turn, ColumnWriters.Training).Clear();
        }
        if (!shifts)
        {
            Particles.Write(ParticleColumns.Shift, ColumnWriters.Training).Clear();
        }
        Shard.Pose.AsSpan(0, Shard.Count * ImageShard.PoseLength).CopyTo(_given);
        for (int i = 0; i < Shard.Count; i++)
        {
            ReadOffset(i, offset);
            OwnState.Pose(_given.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), offset, Shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength));
        }
    }

    /// <summary>Multiplies the terms of each image by its weight: from here on they serve sums of gradients.</summary>
    public void Weigh() => FitWeight.Apply(Particles.Column(ParticleColumns.Weight), Shard);

    /// <summary>Sets the images' poses and defocus values to the given ones, and their contrasts to those of their state.</summary>
    internal void GivenOffsets()
    {
        if (SetDefocus([]))
        {
            Source.SetTerms(Images, Shard);
        }
        _given.AsSpan(0, Shard.Count * ImageShard.PoseLength).CopyTo(Shard.Pose);
        Particles.Column(ParticleColumns.Contrast)[..Shard.Count].CopyTo(Shard.Contrast);
    }

    // Sets the change of defocus of each image; empty for none. Returns whether any differs from before.
    private bool SetDefocus(ReadOnlySpan<float> changes)
    {
        bool any = false;
        for (int i = 0; i < Images.Count; i++)
        {
            double change = changes.IsEmpty ? 0 : changes[i];
            any |= Images.Parameters[i].DefocusChangeAngstrom != change;
            Images.Parameters[i] = Images.Parameters[i] with { DefocusChangeAngstrom = change };
        }
        return any;
    }

    /// <summary>Copies an image's offset from its given pose and defocus: turn, radians, shift, pixels, and change of defocus, Å.</summary>
    internal void ReadOffset(int image, Span<double> offset)
    {
        ReadOnlySpan<float> turn = Particles.Column(ParticleColumns.Turn).Slice(3 * image, 3), shift = Particles.Column(ParticleColumns.Shift).Slice(2 * image, 2);
        (offset[0], offset[1], offset[2], offset[3], offset[4]) = (turn[0], turn[1], turn[2], shift[0] / _pixelSize, shift[1] / _pixelSize);
        offset[OwnState.Defocus] = Particles.Column(ParticleColumns.DefocusChange)[image];
    }

    /// <summary>Sets an image's offset from its given pose and defocus.</summary>
    internal void WriteOffset(int image, ReadOnlySpan<double> offset)
    {
        Span<float> turn = Particles.Write(ParticleColumns.Turn, ColumnWriters.Training).Slice(3 * image, 3);
        Span<float> shift = Particles.Write(ParticleColumns.Shift, ColumnWriters.Training).Slice(2 * image, 2);
        (turn[0], turn[1], turn[2]) = ((float)offset[0], (float)offset[1], (float)offset[2]);
        (shift[0], shift[1]) = ((float)(offset[3] * _pixelSize), (float)(offset[4] * _pixelSize));
        Particles.Write(ParticleColumns.DefocusChange, ColumnWriters.Training)[image] = (float)offset[OwnState.Defocus];
    }

    /// <summary>Returns the result of the work as a view of this buffer, which must be reduced before the buffer is used again.</summary>
    public ShardResult Result()
    {
        (int count, StepKind kind) = (Shard.Count, Work.Kind);
        var result = new ShardResult(Work.Version, Work.Shard, kind) { Particles = Shard.Particles.AsMemory(0, count), Gradient = Gradient.AsMemory(0, GradientLength), Kept = Kept };
        return kind is StepKind.HalfMap or StepKind.Score
            ? result with { FlexLoss = FlexLoss.AsMemory(0, count), RigidLoss = RigidLoss.AsMemory(0, count) }
            : result with
            {
                State = Particles,
                Energies = Energies.AsMemory(0, count),
                Constants = Shard.Constant.AsMemory(0, count),
                Offsets = Offsets.AsMemory(0, OffsetsLength * count),
                Rigidity = Work.Last && kind != StepKind.Validate ? Rigidity.AsMemory(0, count) : default,
                RigidLoss = kind is StepKind.Validate or StepKind.Map ? RigidLoss.AsMemory(0, count) : default,
                Gains = kind == StepKind.Validate ? PredictiveGains.AsMemory(0, count) : default,
                StillLosses = kind == StepKind.Validate ? StillLosses : default,
            };
    }
}
