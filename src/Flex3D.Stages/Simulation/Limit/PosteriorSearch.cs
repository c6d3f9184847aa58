using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Simulation.Limit;

/// <summary>Computes what the image of a particle, with its noise, leaves open of its coordinates for one who knows the molecule: the covariance of their posterior; each thread has its own.</summary>
/// <remarks>
/// p(t | X) ∝ p(t) exp(−½ Σ_k |X(k) − S_t(k)|²/(n² P(|k|))), with the image X, the image S_t without noise at the true pose, shift and CTF, and the power P of the noise. The mean over particles is
/// the least mean squared error that any estimate can have; the Cramér-Rao bound is below it where an image says so little that distant coordinates look alike.
/// </remarks>
internal sealed class PosteriorSearch
{
    private const double FewestDraws = 30;

    private readonly CoordinateGrid _grid;
    private readonly ParticleImager _imager;
    private readonly NoiseWhitening? _whitening;
    private readonly int[] _coordinates;
    private readonly float[] _observed, _expected;
    private readonly double[] _atNodes, _atDraws;

    /// <param name="coordinates">The coordinates that vary, as the grid has them.</param>
    /// <param name="noisePower">P at a frequency in cycles per pixel; null for white noise of sd 1.</param>
    public PosteriorSearch(SimulationOptions options, SimulationFrame frame, RealFft2 fft, int[] coordinates, CoordinateGrid grid, Func<double, double>? noisePower)
    {
        (_grid, _coordinates) = (grid, coordinates);
        _imager = new ParticleImager(options, frame, fft);
        _whitening = noisePower is null ? null : new NoiseWhitening(fft, noisePower);
        (_observed, _expected) = (new float[options.Box * options.Box], new float[options.Box * options.Box]);
        (_atNodes, _atDraws) = (new double[grid.Count], new double[grid.Drawn.Length]);
    }

    /// <summary>Computes the covariance, [c][d] over the coordinates that vary; null where the posterior is so narrow that few of the drawn values are in it, as the bound then holds.</summary>
    /// <param name="greyScale">The factor from electrons per pixel to the particles' grey scale.</param>
    public double[]? Of(in ParticleDraw draw, double greyScale)
    {
        Image(draw, greyScale, _observed, noise: true);
        double[] truth = [.. draw.Coordinates];
        for (int node = 0; node < _atNodes.Length; node++)
        {
            for (int c = 0; c < _coordinates.Length; c++)
            {
                draw.Coordinates[_coordinates[c]] = _grid.At(node, c);
            }
            Image(draw, greyScale, _expected, noise: false);
            double sum = 0;
            for (int i = 0; i < _expected.Length; i++)
            {
                double difference = _observed[i] - _expected[i];
                sum += difference * difference;
            }
            _atNodes[node] = -0.5 * sum;
        }
        truth.CopyTo(draw.Coordinates, 0);
        _grid.Interpolate(_atNodes, _atDraws);
        return Covariance();
    }

    private double[]? Covariance()
    {
        int k = _coordinates.Length;
        double most = _atDraws.Max(), total = 0, squares = 0;
        double[] mean = new double[k], covariance = new double[k * k];
        for (int draw = 0; draw < _atDraws.Length; draw++)
        {
            double weight = _atDraws[draw] = Math.Exp(_atDraws[draw] - most);
            (total, squares) = (total + weight, squares + weight * weight);
            for (int c = 0; c < k; c++)
            {
                mean[c] += weight * _grid.Drawn[draw][c];
            }
        }
        if (total * total < FewestDraws * squares)
        {
            return null;
        }
        for (int draw = 0; draw < _atDraws.Length; draw++)
        {
            for (int cd = 0; cd < k * k; cd++)
            {
                covariance[cd] += _atDraws[draw] / total * (_grid.Drawn[draw][cd / k] - mean[cd / k] / total) * (_grid.Drawn[draw][cd % k] - mean[cd % k] / total);
            }
        }
        return covariance;
    }

    private void Image(in ParticleDraw draw, double greyScale, float[] image, bool noise)
    {
        _imager.Signal(draw, greyScale, image);
        if (noise)
        {
            _imager.AddNoise(draw.Number, image);
        }
        _whitening?.Apply(image);
    }
}
