using Flex3D.Stages.Engine;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Imaging;

/// <summary>Turns real-space images of unit noise into the CTF-weighted spectra of an <see cref="ImageShard"/>.</summary>
/// <remarks>
/// B = κ C F(I)·e^(−iφ) and W = κ² C², κ = 1/(sinc fx sinc fy)⁴, φ the antisymmetric aberrations' phase; for images that were
/// multiplied by their CTF beforehand B = κ F(I). The unpaired Nyquist row and column do not count. Thread-safe; each call rents
/// its scratch from a pool, so nothing is allocated in a steady state.
/// </remarks>
public sealed class ImagePreparer
{
    private readonly ParticleTable _table;
    private readonly double _magnifyPixel;
    private readonly RealFft2 _fft;
    private readonly float[] _compensation;
    private readonly AberrationPhase?[] _oddPhase;
    private readonly float[]?[] _evenPhase;
    private readonly System.Collections.Concurrent.ConcurrentBag<Scratch> _scratch = [];

    /// <param name="table">The particles; rows are what <see cref="Prepare"/> is given.</param>
    /// <param name="box">Box of the images given here.</param>
    /// <param name="magnify">Pixel size here over pixel size in the table: full box / box.</param>
    public ImagePreparer(ParticleTable table, int box, double magnify)
    {
        _table = table;
        _magnifyPixel = magnify;
        Box = box;
        _fft = new RealFft2(box);
        _compensation = SplineCompensation.Weights(box);
        _oddPhase = [.. table.Optics.Select(optics => Aberrations.OddPhase(optics, box, optics.PixelSizeAngstrom * magnify))];
        _evenPhase = [.. table.Optics.Select(optics => Aberrations.EvenPhase(optics, box, optics.PixelSizeAngstrom * magnify))];
    }

    public int Box { get; }

    /// <summary>Fills <paramref name="shard"/> with <paramref name="particles"/> whose pixels are <paramref name="images"/>, [image][y][x].</summary>
    public void Prepare(ReadOnlySpan<int> particles, ReadOnlySpan<float> images, ImageShard shard)
    {
        if (!_scratch.TryTake(out Scratch? scratch))
        {
            scratch = new Scratch(_fft);
        }
        Span<Particle> rows = scratch.Rows(particles.Length);
        _table.Read(particles, rows);
        shard.Count = particles.Length;
        for (int i = 0; i < particles.Length; i++)
        {
            Particle particle = rows[i];
            OpticsGroup optics = _table.Optics[particle.Optics];
            shard.Particles[i] = particles[i];
            shard.Scale[i] = 1;
            SetPose(particle, optics, shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength));
            SetSpectra(particle, optics, images.Slice(i * Box * Box, Box * Box), shard, i, scratch);
        }
        _scratch.Add(scratch);
    }

    private void SetPose(in Particle particle, OpticsGroup optics, Span<float> pose)
    {
        double pixel = optics.PixelSizeAngstrom * _magnifyPixel;
        (double x0, double x1, double x2, double y0, double y1, double y2) = MagnificationMatrix.Project(optics.Magnification, particle.Rotation);
        pose[0] = (float)(x0 / pixel);
        pose[1] = (float)(x1 / pixel);
        pose[2] = (float)(x2 / pixel);
        pose[3] = (float)(y0 / pixel);
        pose[4] = (float)(y1 / pixel);
        pose[5] = (float)(y2 / pixel);
        pose[6] = (float)(Box / 2 - particle.OriginXAngstrom / pixel);
        pose[7] = (float)(Box / 2 - particle.OriginYAngstrom / pixel);
    }

    private void SetSpectra(in Particle particle, OpticsGroup optics, ReadOnlySpan<float> image, ImageShard shard, int index, Scratch scratch)
    {
        int length = shard.SpectrumLength;
        Span<float> re = shard.TargetReal.AsSpan(index * length, length), im = shard.TargetImaginary.AsSpan(index * length, length);
        Span<float> weight = shard.Weight.AsSpan(index * length, length);
        _fft.Forward(image, re, im, scratch.Fft);
        _oddPhase[particle.Optics]?.ApplyConjugate(re, im);
        Ctf.Of(particle, optics).Evaluate(Box, optics.PixelSizeAngstrom * _magnifyPixel, weight, _evenPhase[particle.Optics]);
        int columns = Box / 2 + 1;
        double energy = 0;
        for (int y = 0, k = 0; y < Box; y++)
        {
            for (int x = 0; x < columns; x++, k++)
            {
                float kappa = _compensation[k];
                if (y == Box / 2 || x == Box / 2 || (x == 0 && y == 0))
                {
                    kappa = 0; // the unpaired Nyquist lines, and the mean that background subtraction has taken
                }
                else
                {
                    energy += (x == 0 ? 1 : 2) * ((double)re[k] * re[k] + (double)im[k] * im[k]);
                }
                float ctf = weight[k], target = kappa * (optics.CtfPremultiplied ? 1 : ctf);
                re[k] *= target;
                im[k] *= target;
                weight[k] = kappa * kappa * ctf * ctf;
            }
        }
        shard.Constant[index] = 0.5 * energy / ((double)Box * Box);
    }

    private sealed class Scratch(RealFft2 fft)
    {
        private Particle[] _rows = [];

        public float[] Fft { get; } = new float[fft.ScratchLength];

        public Span<Particle> Rows(int count)
        {
            if (_rows.Length < count)
            {
                _rows = new Particle[count];
            }
            return _rows.AsSpan(0, count);
        }
    }
}
