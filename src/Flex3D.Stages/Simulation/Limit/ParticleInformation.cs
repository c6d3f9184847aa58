using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Computes the Fisher information that the image of a particle has about its coordinates, and how the atoms depend on them; each thread has its own.</summary>
/// <remarks>
/// I_cd = Σ_k Re(∂S_c(k)* ∂S_d(k))/(n² P(|k|)), S the image without noise at the true pose, shift and CTF, P the power of the noise
/// per Fourier component over that of white noise of sd 1. Derivatives are central differences of the simulator's own images; at the
/// end of a range, where there is no motion beyond, the difference is taken inside the range.
/// </remarks>
internal sealed class ParticleInformation
{
    private readonly SimulationOptions _options;
    private readonly SimulationFrame _frame;
    private readonly ParticleImager _imager;
    private readonly int[] _coordinates;
    private readonly double[] _steps;
    private readonly bool[] _moving;
    private readonly NoiseWhitening? _whitening;
    private readonly float[] _below;
    private readonly float[][] _slopes;
    private readonly double[] _lower, _upper;
    private readonly double[][] _atoms;

    /// <param name="coordinates">The coordinates that vary.</param>
    /// <param name="steps">The step of each of them to both sides.</param>
    /// <param name="moving">The atoms over which the displacement is averaged.</param>
    /// <param name="noisePower">P at a frequency in cycles per pixel; null for white noise of sd 1.</param>
    public ParticleInformation(SimulationOptions options, SimulationFrame frame, RealFft2 fft, int[] coordinates, double[] steps, bool[] moving, Func<double, double>? noisePower)
    {
        (_options, _frame, _coordinates, _steps, _moving) = (options, frame, coordinates, steps, moving);
        _imager = new ParticleImager(options, frame, fft);
        int pixels = options.Box * options.Box;
        _below = new float[pixels];
        _slopes = [.. coordinates.Select(_ => new float[pixels])];
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

    /// <summary>Computes both matrices of a particle, [c][d] over the coordinates that vary.</summary>
    /// <param name="greyScale">The factor from electrons per pixel to the particles' grey scale.</param>
    /// <param name="information">Receives I, one over the unit of coordinate c times that of d.</param>
    /// <param name="spread">Receives the mean over the moving atoms of ∂x/∂t_c · ∂x/∂t_d, Å².</param>
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
            float inverse = (float)(1 / (high - low));
            for (int i = 0; i < _below.Length; i++)
            {
                _slopes[c][i] = (_slopes[c][i] - _below[i]) * inverse;
            }
            for (int i = 0; i < _lower.Length; i++)
            {
                _atoms[c][i] = (_upper[i] - _lower[i]) / (high - low);
            }
            _whitening?.Apply(_slopes[c]);
        }
        int movingAtoms = _moving.Count(moves => moves);
        for (int c = 0; c < k; c++)
        {
            for (int d = 0; d <= c; d++)
            {
                double image = 0, atoms = 0;
                for (int i = 0; i < _below.Length; i++)
                {
                    image += (double)_slopes[c][i] * _slopes[d][i];
                }
                for (int i = 0; i < _lower.Length; i++)
                {
                    atoms += _moving[i / 3] ? _atoms[c][i] * _atoms[d][i] : 0;
                }
                information[c * k + d] = information[d * k + c] = image;
                spread[c * k + d] = spread[d * k + c] = movingAtoms > 0 ? atoms / movingAtoms : 0;
            }
        }
    }

    private void At(in ParticleDraw draw, int c, double value, double greyScale, float[] image, double[] positions)
    {
        draw.Coordinates[_coordinates[c]] = value;
        _imager.Signal(draw, greyScale, image);
        _frame.Place(draw.Coordinates, positions);
    }

    private static double Square(double value) => value * value;
}
