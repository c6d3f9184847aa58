using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation;

/// <summary>The image plane of the microscope, a square of pixels: sums projections of bodies and applies the CTF. Each thread has its own.</summary>
internal sealed class ImagePlane
{
    private readonly SimulationOptions _options;
    private readonly RealFft2 _fft;
    private readonly Optics[] _optics;
    private readonly float[] _x, _y, _padded, _re, _im, _ctf, _scratch;

    /// <param name="points">The number of points of a body.</param>
    /// <param name="fft">Its size is the edge of the plane, pixels.</param>
    public ImagePlane(SimulationOptions options, SimulationFrame frame, int points, RealFft2 fft)
    {
        (_options, _fft) = (options, fft);
        int n = fft.N;
        _optics = [.. Enumerable.Range(1, options.MagnificationError == 0 ? 1 : 2).Select(group => new Optics(options, frame, group, fft))];
        int edge = _optics.Max(o => o.Splat.PaddedBox(n));
        (_x, _y, _padded) = (new float[points], new float[points], new float[edge * edge]);
        (_re, _im, _ctf) = (new float[fft.SpectrumLength], new float[fft.SpectrumLength], new float[fft.SpectrumLength]);
        _scratch = new float[fft.ScratchLength];
    }

    public void Clear() => _padded.AsSpan().Clear();

    /// <summary>Adds the projection of a body, turned and shifted as drawn.</summary>
    public void Add(ParticleBody body, in ParticleDraw draw)
    {
        Geometry.Rotation r = draw.Rotation;
        Optics optics = Of(draw);
        ReadOnlySpan<double> positions = body.Positions;
        double inverse = 1 / optics.PixelSizeAngstrom;
        for (int a = 0; a < _x.Length; a++)
        {
            double x = positions[3 * a], y = positions[3 * a + 1], z = positions[3 * a + 2];
            _x[a] = (float)((r.M00 * x + r.M01 * y + r.M02 * z - draw.OriginX) * inverse);
            _y[a] = (float)((r.M10 * x + r.M11 * y + r.M12 * z - draw.OriginY) * inverse);
        }
        int edge = optics.Splat.PaddedBox(_fft.N);
        optics.Splat.Project(_x, _y, body.Weights, _fft.N, _padded.AsSpan(0, edge * edge));
    }

    /// <summary>Writes the image of what was added, [y][x], in electrons per pixel where <paramref name="greyScale"/> is 1.</summary>
    public void Form(in ParticleDraw draw, double greyScale, Span<float> image)
    {
        Optics optics = Of(draw);
        int n = _fft.N, width = optics.Splat.Width, edge = optics.Splat.PaddedBox(n);
        for (int y = 0; y < n; y++)
        {
            _padded.AsSpan((y + width) * edge + width, n).CopyTo(image.Slice(y * n, n));
        }
        new Ctf
        {
            VoltageKilovolt = _options.VoltageKilovolt,
            SphericalAberrationMillimetre = _options.SphericalAberrationMillimetre,
            AmplitudeContrast = _options.AmplitudeContrast,
            DefocusUAngstrom = draw.DefocusU,
            DefocusVAngstrom = draw.DefocusV,
            DefocusAngleDegrees = draw.DefocusAngle,
            Scale = greyScale * draw.Contrast,
            Magnification = (1, 0, 0, 1),
        }.Evaluate(n, optics.PixelSizeAngstrom, _ctf);
        _fft.Forward(image, _re, _im, _scratch);
        for (int i = 0; i < _re.Length; i++)
        {
            float factor = _ctf[i] * optics.Gain[i];
            (_re[i], _im[i]) = (_re[i] * factor, _im[i] * factor);
        }
        _fft.Inverse(_re, _im, image, _scratch);
    }

    private Optics Of(in ParticleDraw draw) => _optics[(draw.Group - 1) % _optics.Length];

    // What depends on the pixel size: two kinds of optics group at most.
    private sealed class Optics
    {
        public Optics(SimulationOptions options, SimulationFrame frame, int group, RealFft2 fft)
        {
            int n = fft.N;
            PixelSizeAngstrom = options.TruePixelSizeAngstrom(group);
            Splat = new AtomSplat(frame.Splat.Sigma * (options.PixelSizeAngstrom / PixelSizeAngstrom));
            Gain = new float[fft.SpectrumLength];
            for (int i = 0; i < Gain.Length; i++)
            {
                int ky = i / fft.SpectrumWidth, kx = i % fft.SpectrumWidth;
                ky = ky < n / 2 ? ky : ky - n;
                Gain[i] = (float)Splat.Gain(Math.Sqrt(kx * kx + ky * ky) / n);
            }
        }

        public double PixelSizeAngstrom { get; }
        public AtomSplat Splat { get; }
        public float[] Gain { get; }
    }
}
