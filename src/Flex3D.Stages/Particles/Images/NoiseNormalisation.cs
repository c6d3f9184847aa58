using System.Buffers.Binary;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Images;

/// <summary>What makes each image's noise white with mean 0 and standard deviation 1: pixel → (pixel − offset)·factor.</summary>
/// <remarks>
/// Offsets and factors come from the background. Where the deviations of a group scatter no more than sampling explains, the
/// images were normalised before and one factor a group is kept, which is less noisy than one an image.
/// File: little-endian float32 pairs (offset, factor), one a particle, after the 8 bytes "FLEXNRM1".
/// </remarks>
public sealed class NoiseNormalisation(int particles)
{
    private static readonly byte[] Magic = "FLEXNRM1"u8.ToArray();

    public float[] Offset { get; } = new float[particles];
    public float[] Factor { get; } = new float[particles];

    /// <summary>Sets the factors from measured deviations of white noise, [particle].</summary>
    /// <param name="table">The particles, for their optics groups.</param>
    /// <param name="deviations">Standard deviation of each image's noise before it was filtered, &gt; 0.</param>
    /// <param name="backgroundPixels">Pixels each was measured on.</param>
    public void SetFactors(ParticleTable table, float[] deviations, int backgroundPixels)
    {
        int groups = table.Optics.Count;
        double[] square = new double[groups], log = new double[groups], logSquare = new double[groups];
        int[] count = new int[groups];
        for (int p = 0; p < deviations.Length; p++)
        {
            int g = table[p].Optics;
            double value = Math.Log(deviations[p]);
            square[g] += (double)deviations[p] * deviations[p];
            log[g] += value;
            logSquare[g] += value * value;
            count[g]++;
        }
        for (int p = 0; p < deviations.Length; p++)
        {
            int g = table[p].Optics;
            double scatter = logSquare[g] / count[g] - log[g] / count[g] * (log[g] / count[g]);
            bool normalised = scatter < 3.0 / (2.0 * backgroundPixels); // variance of log sd from sampling alone: 1/(2n)
            Factor[p] = (float)(1 / (normalised ? Math.Sqrt(square[g] / count[g]) : deviations[p]));
        }
    }

    public void Apply(int particle, Span<float> image)
    {
        float offset = Offset[particle], factor = Factor[particle];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (image[i] - offset) * factor;
        }
    }

    public void Save(string path) => DurableFile.Write(path, stream =>
    {
        stream.Write(Magic);
        byte[] pair = new byte[8];
        for (int p = 0; p < Offset.Length; p++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(pair, Offset[p]);
            BinaryPrimitives.WriteSingleLittleEndian(pair.AsSpan(4), Factor[p]);
            stream.Write(pair);
        }
    });

    /// <exception cref="InputException">Not such a file, or not of this many particles.</exception>
    public static NoiseNormalisation Load(string path, int particles)
    {
        byte[] bytes = Storage.ReadAll(path);
        if (bytes.Length != 8L * (particles + 1) || !bytes.AsSpan(0, 8).SequenceEqual(Magic))
        {
            throw new InputException(path, null, $"{bytes.Length} bytes", $"\"FLEXNRM1\" and {particles} pairs of float32 ({8L * (particles + 1)} bytes)", "prepare the particles again");
        }
        var result = new NoiseNormalisation(particles);
        for (int p = 0; p < particles; p++)
        {
            result.Offset[p] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 * p + 8));
            result.Factor[p] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 * p + 12));
        }
        return result;
    }
}
