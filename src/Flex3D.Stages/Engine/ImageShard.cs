namespace Flex3D.Stages.Engine;

/// <summary>The images of a shard in the form that the loss needs: CTF-weighted half spectra, contrast and pose.</summary>
/// <remarks>
/// By Parseval eq. 3 for one image is ½‖F(I)‖²/σ² − s⟨B, S⟩ + ½ s²⟨W S, S⟩, where S is the half spectrum of the raw splat,
/// B = κ C F(I) / σ², W = κ² C² / σ², κ = 1/(sinc fx · sinc fy)⁴ undoes the splat's kernel, and s is the image's contrast.
/// Data enter only through B and W, so images that were multiplied by their CTF beforehand need no division: for them
/// B = κ F(I) / σ².
/// </remarks>
public sealed class ImageShard
{
    private static long s_stamps;
    private int _count;

    public ImageShard(int box, int capacity)
    {
        Box = box;
        Capacity = capacity;
        SpectrumLength = box * (box / 2 + 1);
        TargetReal = new float[(long)capacity * SpectrumLength];
        TargetImaginary = new float[(long)capacity * SpectrumLength];
        Weight = new float[(long)capacity * SpectrumLength];
        Constant = new double[capacity];
        Contrast = new float[capacity];
        Pose = new float[capacity * PoseLength];
        Particles = new int[capacity];
    }

    /// <summary>Floats of one pose: rows 0 and 1 of A / a (pixels per Å), then the image point of the map's origin (x, y), pixels.</summary>
    public const int PoseLength = 8;

    public int Box { get; }
    public int Capacity { get; }

    /// <summary>N·(N/2+1), rows ky in FFT order, columns kx = 0..N/2.</summary>
    public int SpectrumLength { get; }

    /// <summary>Bytes of its large arrays.</summary>
    public long Bytes => BytesOf(Box, Capacity);

    /// <summary>Bytes of the large arrays of a shard.</summary>
    public static long BytesOf(int box, int capacity) => sizeof(float) * 3L * capacity * box * (box / 2 + 1);

    /// <summary>The number of images held now, ≤ <see cref="Capacity"/>. Code that fills the shard sets it, which gives the images a new <see cref="Stamp"/>.</summary>
    public int Count
    {
        get => _count;
        set => (_count, Stamp) = (value, Interlocked.Increment(ref s_stamps));
    }

    /// <summary>A number that no other images of this process have or had; an engine need not copy again images (B, W and the slope of defocus) whose stamp it has already.</summary>
    /// <remarks>Poses and contrasts may change under one stamp: every call of an evaluator uses those that the shard has then.</remarks>
    public long Stamp { get; private set; }

    /// <summary>Re B, [image][ky][kx].</summary>
    public float[] TargetReal { get; }

    /// <summary>Im B, [image][ky][kx].</summary>
    public float[] TargetImaginary { get; }

    /// <summary>W, [image][ky][kx], ≥ 0; 0 on frequencies that the loss leaves out.</summary>
    public float[] Weight { get; }

    /// <summary>∂ ln|C| / ∂defocus, per Å, [image][ky][kx]: the CTF's derivative over the CTF itself; null where defocus is not refined.</summary>
    public float[]? DefocusSlope { get; set; }

    /// <summary>½‖F(I)‖²/σ² of each image over the frequencies that the loss uses.</summary>
    public double[] Constant { get; }

    /// <summary>Contrast s of each image; 1 where it is not estimated. It may change under one <see cref="Stamp"/>.</summary>
    public float[] Contrast { get; }

    /// <summary>[image][<see cref="PoseLength"/>]. A pose may change under one <see cref="Stamp"/>.</summary>
    public float[] Pose { get; }

    /// <summary>Row of each image in the particle table.</summary>
    public int[] Particles { get; }

    /// <summary>Replaces the images by some of another shard.</summary>
    /// <param name="from">The other shard, of images of the same box.</param>
    /// <param name="images">Which of its images, at most <see cref="Capacity"/>.</param>
    public void Gather(ImageShard from, ReadOnlySpan<int> images)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Box, Box);
        for (int i = 0; i < images.Length; i++)
        {
            int image = images[i];
            from.TargetReal.AsSpan(image * SpectrumLength, SpectrumLength).CopyTo(TargetReal.AsSpan(i * SpectrumLength));
            from.TargetImaginary.AsSpan(image * SpectrumLength, SpectrumLength).CopyTo(TargetImaginary.AsSpan(i * SpectrumLength));
            from.Weight.AsSpan(image * SpectrumLength, SpectrumLength).CopyTo(Weight.AsSpan(i * SpectrumLength));
            from.Pose.AsSpan(image * PoseLength, PoseLength).CopyTo(Pose.AsSpan(i * PoseLength));
            (Constant[i], Contrast[i], Particles[i]) = (from.Constant[image], from.Contrast[image], from.Particles[image]);
        }
        Count = images.Length;
    }
}
