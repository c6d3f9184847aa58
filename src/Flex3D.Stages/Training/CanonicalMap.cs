using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Training;

/// <summary>Computes the voxels that the engine deforms from the free parameters of the canonical map, V = mask · low-pass(x · unit), and the adjoint.</summary>
/// <remarks>x is a full N³ cube in units of the map's standard deviation inside the mask, so that one learning rate fits any grey scale. Not thread-safe.</remarks>
public sealed class CanonicalMap
{
    private readonly VoxelBinding _binding;
    private readonly RealFft3 _fft;
    private readonly float[] _cube;
    private readonly float[] _re;
    private readonly float[] _im;
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
        _filter = new float[_re.Length];
    }

    /// <summary>Bytes of the working memory: a cube, its half spectrum and a filter.</summary>
    public static long BytesOf(int box) => sizeof(float) * (long)box * box * (box + 3 * (box / 2 + 1));

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

    /// <summary>The adjoint of <see cref="Voxels"/>: from the gradient by voxel to the gradient by parameter (overwritten).</summary>
    public void Adjoint(ReadOnlySpan<float> voxelGradient, double lowPass, Span<float> parameterGradient)
    {
        Array.Clear(_cube);
        for (int i = 0; i < voxelGradient.Length; i++)
        {
            _cube[_binding.Voxels[i]] = (float)(voxelGradient[i] * Unit) * _binding.Mask[i];
        }
        Filter(lowPass);
        _cube.CopyTo(parameterGradient);
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
        if (lowPass >= 0.5)
        {
            return;
        }
        if (_cut != lowPass)
        {
            Build(lowPass);
        }
        _fft.Forward(_cube, _re, _im, _parallelism);
        for (int i = 0; i < _re.Length; i++)
        {
            _re[i] *= _filter[i];
            _im[i] *= _filter[i];
        }
        _fft.InverseOverwriting(_re, _im, _cube, _parallelism);
    }

    // Builds a filter with a raised-cosine edge 0.05 cycles/pixel wide, centred on the band limit.
    private void Build(double cut)
    {
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
    }
}
