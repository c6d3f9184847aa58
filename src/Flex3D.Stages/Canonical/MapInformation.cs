using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Canonical;

/// <summary>How much an image of a data set says of each Fourier component of the map: its mean Fisher information by shell, orientations counted as uniform.</summary>
/// <remarks>
/// A projection is a central slice of the map, so an image knows of 2πr of the 4πr² components at radius r, each with C²/σ². For components of a unitary transform,
/// v̂ = FFT(V)/N^{3/2}, that makes h(r) = N/(2r) · ⟨C²/σ²⟩(r), in units of the log-likelihood over density².
/// </remarks>
public sealed class MapInformation
{
    private const int Sampled = 512;

    private readonly double[] _shells; // h(r), r = 0 … N/2 Fourier pixels

    private MapInformation(double[] shells) => _shells = shells;

    /// <summary>Measures the information from CTF and noise of some images, spread evenly over the data set.</summary>
    /// <param name="source">The images.</param>
    /// <param name="particles">Number of all particles.</param>
    /// <exception cref="IOException">An image cannot be read.</exception>
    public static MapInformation Of(ImageSource source, int particles)
    {
        int n = source.Box, columns = n / 2 + 1, sampled = Math.Min(Sampled, particles);
        const int Block = 16;
        var images = new ImageBatch(n, Block);
        var shard = new ImageShard(n, Block);
        double[] sum = new double[columns], counted = new double[columns], spline = SplineCompensation.Axis(n);
        int[] rows = [.. Enumerable.Range(0, sampled).Select(i => (int)((long)particles * i / sampled))];
        foreach (int[] block in rows.Chunk(Block))
        {
            source.Read(block, images);
            source.Transform(images);
            source.SetTerms(images, shard);
            for (int y = 0, k = 0; y < n; y++)
            {
                int ky = y <= n / 2 ? y : n - y;
                for (int x = 0; x < columns; x++, k++)
                {
                    int shell = (int)Math.Round(Math.Sqrt(x * x + ky * ky));
                    if (shell >= columns)
                    {
                        continue;
                    }
                    double spread = spline[ky] * spline[x]; // W is that of the raw splat, κ²C²/σ²
                    for (int i = 0; i < block.Length; i++)
                    {
                        sum[shell] += shard.Weight[i * shard.SpectrumLength + k] / (spread * spread);
                    }
                    counted[shell] += block.Length;
                }
            }
        }
        return new MapInformation([.. sum.Select((s, r) => n / (2 * Math.Max(0.5, r)) * s / counted[r])]);
    }

    /// <summary>
    /// Returns the information on the components of a map that is zero outside a mask, by shell: there h is the mean over neighbouring components with the mask's spectrum |M̂|² as weights, which is
    /// the diagonal of M H M over that of M.
    /// </summary>
    /// <param name="binding">The mask.</param>
    /// <param name="parallelism">Threads; the result does not depend on their number.</param>
    public double[] InMask(VoxelBinding binding, int parallelism)
    {
        int n = binding.Box, columns = n / 2 + 1;
        var fft = new RealFft3(n);
        float[] overlap = new float[n * n * n], kernel = new float[overlap.Length], re = new float[n * n * columns], im = new float[re.Length];
        for (int i = 0; i < binding.Count; i++)
        {
            overlap[binding.Voxels[i]] = binding.Mask[i];
        }
        fft.Forward(overlap, re, im, parallelism);
        for (int i = 0; i < re.Length; i++)
        {
            (re[i], im[i]) = (re[i] * re[i] + im[i] * im[i], 0);
        }
        fft.InverseOverwriting(re, im, overlap, parallelism); // the mask's autocorrelation
        MapShells.ForEach(n, (i, shell) => (re[i], im[i]) = ((float)_shells[Math.Min(shell, columns - 1)], 0));
        fft.InverseOverwriting(re, im, kernel, parallelism);
        float whole = overlap[0];
        for (int i = 0; i < kernel.Length; i++)
        {
            kernel[i] *= overlap[i] / whole;
        }
        fft.Forward(kernel, re, im, parallelism);
        return MapShells.Mean(n, i => re[i]);
    }
}
