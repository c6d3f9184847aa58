using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation.Noise;

namespace Flex3D.Stages.Simulation;

/// <summary>Computes the images of particles, one at a time; each thread has its own.</summary>
/// <remarks>Neighbours are imaged on a plane of twice the box, so that what the CTF spreads of their outer parts arrives too, and cut at the border as a micrograph is.</remarks>
internal sealed class ParticleImager
{
    private readonly SimulationOptions _options;
    private readonly SimulationFrame _frame;
    private readonly RealFft2 _fft;
    private readonly ParticleBody _body;
    private readonly ImagePlane _plane;
    private readonly ImagePlane? _widePlane;
    private readonly float[] _wide, _re, _im, _scratch, _noise;

    public ParticleImager(SimulationOptions options, SimulationFrame frame, RealFft2 fft)
    {
        (_options, _frame, _fft) = (options, frame, fft);
        _body = new ParticleBody(options, frame);
        _plane = new ImagePlane(options, frame, _body.Weights.Length, fft);
        bool crowded = options.Neighbours > 0, coloured = frame.Noise is not null;
        _widePlane = crowded ? new ImagePlane(options, frame, _body.Weights.Length, new RealFft2(2 * fft.N)) : null;
        _wide = new float[crowded ? 4 * fft.N * fft.N : 0];
        (_re, _im) = (new float[coloured ? fft.SpectrumLength : 0], new float[coloured ? fft.SpectrumLength : 0]);
        (_scratch, _noise) = (new float[coloured ? fft.ScratchLength : 0], new float[coloured ? fft.N * fft.N : 0]);
    }

    /// <summary>Computes the image without noise, in electrons per pixel where <paramref name="greyScale"/> is 1.</summary>
    public void Signal(in ParticleDraw draw, double greyScale, Span<float> image)
    {
        _plane.Clear();
        _body.Place(draw);
        _plane.Add(_body, draw);
        _plane.Form(draw, greyScale, image);
        if (_widePlane is not null && draw.Neighbours > 0)
        {
            AddNeighbours(_widePlane, draw, greyScale, image);
        }
    }

    /// <summary>Adds noise of sd 1: white, or of the spectrum of the options.</summary>
    public void AddNoise(int particle, Span<float> image)
    {
        if (_frame.Noise is not ColouredNoise coloured)
        {
            for (int p = 0; p < image.Length; p++)
            {
                image[p] += White(particle, p);
            }
            return;
        }
        for (int p = 0; p < _noise.Length; p++)
        {
            _noise[p] = White(particle, p);
        }
        coloured.Apply(_fft, _noise, _re, _im, _scratch);
        for (int p = 0; p < _noise.Length; p++)
        {
            image[p] += _noise[p];
        }
    }

    private void AddNeighbours(ImagePlane plane, in ParticleDraw draw, double greyScale, Span<float> image)
    {
        plane.Clear();
        for (int copy = 1; copy <= draw.Neighbours; copy++)
        {
            ParticleDraw neighbour = _frame.Neighbour(draw, copy);
            _body.Place(neighbour);
            plane.Add(_body, neighbour);
        }
        plane.Form(draw, greyScale, _wide);
        int n = _fft.N;
        for (int y = 0; y < n; y++)
        {
            ReadOnlySpan<float> row = _wide.AsSpan((y + n / 2) * 2 * n + n / 2, n);
            for (int x = 0; x < n; x++)
            {
                image[y * n + x] += row[x];
            }
        }
    }

    private float White(int particle, int pixel) => (float)CounterRandom.Normal(_options.Seed, ParticleDraw.Noise, 0, (ulong)particle, (ulong)pixel);
}
