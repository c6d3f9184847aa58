using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation;

/// <summary>Computes the images of particles, one at a time; each thread has its own.</summary>
internal sealed class ParticleImager
{
    private readonly SimulationOptions _options;
    private readonly SimulationFrame _frame;
    private readonly RealFft2 _fft;
    private readonly double[] _positions;
    private readonly float[] _x, _y, _padded, _re, _im, _ctf, _scratch, _gain;

    public ParticleImager(SimulationOptions options, SimulationFrame frame, RealFft2 fft)
    {
        (_options, _frame, _fft) = (options, frame, fft);
        int atoms = options.Motion.Molecule.Count, n = options.Box, padded = frame.Splat.PaddedBox(n);
        _positions = new double[3 * atoms];
        (_x, _y) = (new float[atoms], new float[atoms]);
        _padded = new float[padded * padded];
        (_re, _im, _ctf, _gain) = (new float[fft.SpectrumLength], new float[fft.SpectrumLength], new float[fft.SpectrumLength], new float[fft.SpectrumLength]);
        _scratch = new float[fft.ScratchLength];
        for (int i = 0; i < _gain.Length; i++)
        {
            int ky = i / fft.SpectrumWidth, kx = i % fft.SpectrumWidth;
            ky = ky < n / 2 ? ky : ky - n;
            _gain[i] = (float)frame.Splat.Gain(Math.Sqrt(kx * kx + ky * ky) / n);
        }
    }

    /// <summary>Computes the image without noise, in electrons per pixel where <paramref name="greyScale"/> is 1.</summary>
    public void Signal(in ParticleDraw draw, double greyScale, Span<float> image)
    {
        _frame.Place(draw.Coordinates, _positions);
        Geometry.Rotation r = draw.Rotation;
        double inverse = 1 / _options.PixelSizeAngstrom;
        for (int a = 0; a < _x.Length; a++)
        {
            double x = _positions[3 * a], y = _positions[3 * a + 1], z = _positions[3 * a + 2];
            _x[a] = (float)((r.M00 * x + r.M01 * y + r.M02 * z - draw.OriginX) * inverse);
            _y[a] = (float)((r.M10 * x + r.M11 * y + r.M12 * z - draw.OriginY) * inverse);
        }
        _padded.AsSpan().Clear();
        int n = _options.Box, width = _frame.Splat.Width, padded = _frame.Splat.PaddedBox(n);
        _frame.Splat.Project(_x, _y, _options.Motion.Molecule.Weights, n, _padded);
        for (int y = 0; y < n; y++)
        {
            _padded.AsSpan((y + width) * padded + width, n).CopyTo(image.Slice(y * n, n));
        }
        new Ctf
        {
            VoltageKilovolt = _options.VoltageKilovolt,
            SphericalAberrationMillimetre = _options.SphericalAberrationMillimetre,
            AmplitudeContrast = _options.AmplitudeContrast,
            DefocusUAngstrom = draw.DefocusU,
            DefocusVAngstrom = draw.DefocusV,
            DefocusAngleDegrees = draw.DefocusAngle,
            Scale = greyScale,
            Magnification = (1, 0, 0, 1),
        }.Evaluate(n, _options.PixelSizeAngstrom, _ctf);
        _fft.Forward(image, _re, _im, _scratch);
        for (int i = 0; i < _re.Length; i++)
        {
            float factor = _ctf[i] * _gain[i];
            (_re[i], _im[i]) = (_re[i] * factor, _im[i] * factor);
        }
        _fft.Inverse(_re, _im, image, _scratch);
    }

    /// <summary>Adds white noise of sd 1.</summary>
    public void AddNoise(int particle, Span<float> image)
    {
        for (int p = 0; p < image.Length; p++)
        {
            image[p] += (float)CounterRandom.Normal(_options.Seed, ParticleDraw.Noise, 0, (ulong)particle, (ulong)p);
        }
    }
}
