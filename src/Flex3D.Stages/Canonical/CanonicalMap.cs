using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Canonical;

/// <summary>Computes the voxels that the engine deforms from the free parameters of the canonical map, V = mask · low-pass(x · unit), and moves the parameters against a gradient by voxel.</summary>
/// <remarks>x is a full N³ cube in units of the map's standard deviation inside the mask, so that parameters are near 1 whatever the grey scale. Not thread-safe.</remarks>
public sealed class CanonicalMap
{
    private readonly VoxelBinding _binding;
    private readonly RealFft3 _fft;
    private readonly float[] _cube;
    private readonly float[] _re;
    private readonly float[] _im;
    private readonly float[] _stepRe;
    private readonly float[] _stepIm;
    private readonly float[] _filter;
    private readonly int _parallelism;
    private double _cut = -1;

    /// <param name="parallelism">Threads for the Fourier transforms; results do not depend on their number.</param>
    public CanonicalMap(VoxelBinding binding, double unit, int parallelism = 1)
    {
        (_binding, _parallelism) = (binding, parallelism);
        Unit = unit;
        int n = binding.Box;
        _fft = new RealFft3(n);
        _cube = new float[n * n * n];
        _re = new float[n * n * (n / 2 + 1)];
        _im = new float[_re.Length];
        _stepRe = new float[_re.Length];
        _stepIm = new float[_re.Length];
        _filter = new float[_re.Length];
    }

    /// <summary>Bytes of the working memory: a cube, two half spectra and a filter.</summary>
    public static long BytesOf(int box) => sizeof(float) * (long)box * box * (box + 5 * (box / 2 + 1));

    /// <summary>The density of one unit of the parameters.</summary>
    public double Unit { get; }

    /// <summary>Returns the parameters of a map.</summary>
    public float[] ToParameters(DensityMap map) => Array.ConvertAll(map.Values, v => (float)(v / Unit));

    /// <summary>Computes the voxels in the binding's order, for a band limit in cycles/pixel.</summary>
    public void Voxels(ReadOnlySpan<float> parameters, double lowPass, Span<float> voxels)
    {
        parameters.CopyTo(_cube);
        Filter(lowPass);
        for (int i = 0; i < voxels.Length; i++)
        {
            voxels[i] = (float)(_cube[_binding.Voxels[i]] * Unit) * _binding.Mask[i];
        }
    }

    /// <summary>Takes a preconditioned step towards the posterior mean of the map.</summary>
    /// <remarks>
    /// By component: x̂ ← x̂ − rate · (u l ĝ + p u² x̂) / (u² (l² h + p)), with ĝ the transform of the masked gradient by voxel, u the unit, l the low-pass, h the information that an image
    /// has and p the precision of the prior for each image. The denominator is the mean curvature, so that every component approaches its mean by the fraction "rate" of what is left.
    /// </remarks>
    /// <param name="parameters">The map's parameters; overwritten.</param>
    /// <param name="voxelGradient">Gradient by voxel of the mean loss of an image.</param>
    /// <param name="power">S of the prior, by shell.</param>
    internal void Step(Span<float> parameters, ReadOnlySpan<float> voxelGradient, double lowPass, MapPrior prior, ReadOnlySpan<float> power, double rate)
    {
        int n = _binding.Box, columns = n / 2 + 1;
        double[] precision = new double[columns];
        for (int r = 0; r < columns; r++)
        {
            precision[r] = prior.Precision(power, r);
        }
        bool filters = Filters(lowPass);
        parameters.CopyTo(_cube);
        _fft.Forward(_cube, _stepRe, _stepIm, _parallelism);
        Array.Clear(_cube);
        for (int i = 0; i < voxelGradient.Length; i++)
        {
            _cube[_binding.Voxels[i]] = voxelGradient[i] * _binding.Mask[i];
        }
        _fft.Forward(_cube, _re, _im, _parallelism);
        MapShells.ForEach(n, (i, shell) =>
        {
            if (shell >= columns)
            {
                return;
            }
            double l = filters ? _filter[i] : 1, p = precision[shell], curvature = l * l * prior.Information(shell) + p;
            double shrink = 1 - rate * p / curvature, step = rate * l / (Unit * curvature);
            _stepRe[i] = (float)(shrink * _stepRe[i] - step * _re[i]);
            _stepIm[i] = (float)(shrink * _stepIm[i] - step * _im[i]);
        });
        _fft.InverseOverwriting(_stepRe, _stepIm, _cube, _parallelism);
        _cube.CopyTo(parameters);
    }

    /// <summary>Computes the mean power |v̂|² of the components of each shell of the map in its mask, v̂ = FFT(V)/N^{3/2}.</summary>
    /// <param name="voxels">The voxels, as <see cref="Voxels"/> computes them.</param>
    /// <returns>The power of N/2 + 1 shells.</returns>
    public double[] Power(ReadOnlySpan<float> voxels)
    {
        int n = _binding.Box;
        Array.Clear(_cube);
        for (int i = 0; i < voxels.Length; i++)
        {
            _cube[_binding.Voxels[i]] = voxels[i];
        }
        _fft.Forward(_cube, _re, _im, _parallelism);
        double[] mean = MapShells.Mean(n, i => (double)_re[i] * _re[i] + (double)_im[i] * _im[i]);
        return Array.ConvertAll(mean, square => square / ((double)n * n * n));
    }

    /// <summary>Returns the low-passed, unmasked cube as a map.</summary>
    public DensityMap ToMap(ReadOnlySpan<float> parameters, double lowPass)
    {
        parameters.CopyTo(_cube);
        Filter(lowPass);
        return new DensityMap(_binding.Box, _binding.PixelSizeAngstrom, Array.ConvertAll(_cube, v => (float)(v * Unit)));
    }

    private void Filter(double lowPass)
    {
        if (!Filters(lowPass))
        {
            return;
        }
        _fft.Forward(_cube, _re, _im, _parallelism);
        for (int i = 0; i < _re.Length; i++)
        {
            _re[i] *= _filter[i];
            _im[i] *= _filter[i];
        }
        _fft.InverseOverwriting(_re, _im, _cube, _parallelism);
    }

    // Returns whether a band limit cuts anything; if so the filter has a raised-cosine edge 0.05 cycles/pixel wide, centred on it.
    private bool Filters(double cut)
    {
        if (_cut == cut || cut >= 0.5)
        {
            return cut < 0.5;
        }
        const double Width = 0.05;
        int n = _binding.Box, columns = n / 2 + 1;
        for (int z = 0, i = 0; z < n; z++)
        {
            double fz = (z <= n / 2 ? z : z - n) / (double)n;
            for (int y = 0; y < n; y++)
            {
                double fy = (y <= n / 2 ? y : y - n) / (double)n;
                for (int x = 0; x < columns; x++, i++)
                {
                    double f = Math.Sqrt(fz * fz + fy * fy + x * (double)x / ((double)n * n));
                    _filter[i] = (float)RadialFilter.LowPassGain(f, cut, Width);
                }
            }
        }
        _cut = cut;
        return true;
    }
}
