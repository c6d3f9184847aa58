using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Computes the Fisher information that the image of a particle has about its coordinates and what its table states with an error, and how the atoms depend on the coordinates; each thread has its own.</summary>
/// <remarks>
/// I_cd = Σ_k Re(∂S_c(k)* ∂S_d(k))/(n² P(|k|)), S the image without noise at the true pose, shift and CTF, P the power of the noise
/// per Fourier component over that of white noise of sd 1. Derivatives are central differences of the simulator's own images; at the
/// end of a range, where there is no motion beyond, the difference is taken inside the range.
/// </remarks>
internal sealed class ParticleInformation
{
    private const double StatedStep = 0.05; // of the standard deviation of the error

    private readonly SimulationOptions _options;
    private readonly SimulationFrame _frame;
    private readonly ParticleImager _imager;
    private readonly int[] _coordinates;
    private readonly StatedParameters _stated;
    private readonly double[] _steps;
    private readonly bool[] _moving;
    private readonly NoiseWhitening? _whitening;
    private readonly float[] _below;
    private readonly float[][] _slopes;
    private readonly double[] _lower, _upper;
    private readonly double[][] _atoms;

    /// <param name="coordinates">The coordinates that vary.</param>
    /// <param name="stated">What the table states with an error.</param>
    /// <param name="steps">The step of each of the coordinates to both sides.</param>
    /// <param name="moving">The atoms over which the displacement is averaged.</param>
    /// <param name="noisePower">P at a frequency in cycles per pixel; null for white noise of sd 1.</param>
    public ParticleInformation(SimulationOptions options, SimulationFrame frame, RealFft2 fft, int[] coordinates, StatedParameters stated, double[] steps, bool[] moving, Func<double, double>? noisePower)
    {
        (_options, _frame, _coordinates, _stated, _steps, _moving) = (options, frame, coordinates, stated, steps, moving);
        _imager = new ParticleImager(options, frame, fft);
        int pixels = options.Box * options.Box;
        _below = new float[pixels];
        _slopes = [.. Enumerable.Range(0, coordinates.Length + stated.Count).Select(_ => new float[pixels])];
        (_lower, _upper) = (new double[frame.Rest.Length], new double[frame.Rest.Length]);
        _atoms = [.. coordinates.Select(_ => new double[frame.Rest.Length])];
        _whitening = noisePower is null ? null : new NoiseWhitening(fft, noisePower);
    }

    /// <summary>Chooses the step of each coordinate: the fastest atom moves by a twentieth of a pixel, or the coordinate by a hundredth of its range, whichever is less.</summary>
    /// <remarks>A central difference over a displacement δ of features of width σ ≥ 1 pixel is wrong by (δ/σ)²/6: 0.04 %. Single precision adds some 10⁻⁵ of the derivative.</remarks>
    public static double[] Steps(SimulationOptions options, SimulationFrame frame, int[] coordinates)
    {
        double[] steps = new double[coordinates.Length], low = new double[frame.Rest.Length], high = new double[frame.Rest.Length];
        for (int c = 0; c < coordinates.Length; c++)
        {
            (double least, double most) = options.Motion.Ranges[coordinates[c]];
            double step = (most - least) / 100;
            double[] at = (double[])frame.RestCoordinates.Clone();
            (at[coordinates[c]], double fastest) = (Math.Max(least, frame.RestCoordinates[coordinates[c]] - step), 0);
            frame.Place(at, low);
            double from = at[coordinates[c]];
            at[coordinates[c]] = Math.Min(most, frame.RestCoordinates[coordinates[c]] + step);
            frame.Place(at, high);
            for (int i = 0; i < low.Length; i += 3)
            {
                fastest = Math.Max(fastest, Math.Sqrt(Square(high[i] - low[i]) + Square(high[i + 1] - low[i + 1]) + Square(high[i + 2] - low[i + 2])));
            }
            double speed = fastest / (at[coordinates[c]] - from);
            steps[c] = Math.Min(step, speed > 0 ? 0.05 * options.PixelSizeAngstrom / speed : step);
        }
        return steps;
    }

    /// <summary>How many parameters the information is about: the coordinates that vary, then what the table states with an error.</summary>
    public int Count => _slopes.Length;

    /// <summary>Computes both matrices of a particle.</summary>
    /// <param name="greyScale">The factor from electrons per pixel to the particles' grey scale.</param>
    /// <param name="information">Receives I, one over the unit of parameter c times that of d, [c][d] over all parameters.</param>
    /// <param name="spread">Receives the mean over the moving atoms of ∂x/∂t_c · ∂x/∂t_d, Å², [c][d] over the coordinates that vary.</param>
    public void Of(in ParticleDraw draw, double greyScale, Span<double> information, Span<double> spread)
    {
        int k = _coordinates.Length;
        for (int c = 0; c < k; c++)
        {
            double truth = draw.Coordinates[_coordinates[c]];
            (double least, double most) = _options.Motion.Ranges[_coordinates[c]];
            double low = Math.Max(least, truth - _steps[c]), high = Math.Min(most, truth + _steps[c]);
            At(draw, c, low, greyScale, _below, _lower);
            At(draw, c, high, greyScale, _slopes[c], _upper);
            draw.Coordinates[_coordinates[c]] = truth;
            for (int i = 0; i < _lower.Length; i++)
            {
                _atoms[c][i] = (_upper[i] - _lower[i]) / (high - low);
            }
            Finish(_slopes[c], high - low);
        }
        for (int n = 0; n < _stated.Count; n++)
        {
            double step = _stated.Deviation(n) * StatedStep;
            _imager.Signal(_stated.Moved(draw, n, -step), greyScale, _below);
            _imager.Signal(_stated.Moved(draw, n, step), greyScale, _slopes[k + n]);
            Finish(_slopes[k + n], 2 * step);
        }
        int movingAtoms = _moving.Count(moves => moves);
        for (int c = 0; c < Count; c++)
        {
            for (int d = 0; d <= c; d++)
            {
                double image = 0, atoms = 0;
                for (int i = 0; i < _below.Length; i++)
                {
                    image += (double)_slopes[c][i] * _slopes[d][i];
                }
                information[c * Count + d] = information[d * Count + c] = image;
                for (int i = 0; c < k && i < _lower.Length; i++)
                {
                    atoms += _moving[i / 3] ? _atoms[c][i] * _atoms[d][i] : 0;
                }
                if (c < k)
                {
                    spread[c * k + d] = spread[d * k + c] = movingAtoms > 0 ? atoms / movingAtoms : 0;
                }
            }
        }
    }

    // From the image above to the slope, whitened.
    private void Finish(float[] image, double width)
    {
        float inverse = (float)(1 / width);
        for (int i = 0; i < _below.Length; i++)
        {
            image[i] = (image[i] - _below[i]) * inverse;
        }
        _whitening?.Apply(image);
    }

    private void At(in ParticleDraw draw, int c, double value, double greyScale, float[] image, double[] positions)
    {
        draw.Coordinates[_coordinates[c]] = value;
        _imager.Signal(draw, greyScale, image);
        _frame.Place(draw.Coordinates, positions);
    }

    private static double Square(double value) => value * value;
}
