using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.Validation.Local;

/// <summary>Computes the FSC of two maps in a window around one voxel. Holds working memory: one object for each thread.</summary>
/// <remarks>
/// FSC_k = Σ Re(F[w A] F[w B]*) / √(Σ|F[w A]|² Σ|F[w B]|²) over the shell of round(|f|·M) = k, F the transform of the window's own box of M voxels. The
/// window blurs the transform over 1/M and more, so shells of the whole map's box, which are finer, would hold no more information.
/// </remarks>
internal sealed class WindowedFsc
{
    private readonly LocalWindow _window;
    private readonly RealFft3 _plan;
    private readonly float[] _crop, _aRe, _aIm, _bRe, _bIm;
    private readonly int[] _shells;
    private readonly double[] _cross, _powerA, _powerB;

    public WindowedFsc(LocalWindow window)
    {
        int n = window.Box, half = n / 2;
        (_window, _plan) = (window, new RealFft3(n));
        _crop = new float[n * n * n];
        (_aRe, _aIm, _bRe, _bIm) = (Spectrum(), Spectrum(), Spectrum(), Spectrum());
        _shells = new int[_plan.SpectrumLength];
        for (int i = 0; i < _shells.Length; i++)
        {
            int kx = i % (half + 1), row = i / (half + 1), ky = Signed(row % n), kz = Signed(row / n);
            _shells[i] = Math.Min(half + 1, (int)Math.Round(Math.Sqrt(kx * kx + ky * ky + kz * kz))); // what lies beyond N/2 is summed apart
        }
        (_cross, _powerA, _powerB) = (new double[half + 2], new double[half + 2], new double[half + 2]);

        float[] Spectrum() => new float[_plan.SpectrumLength];
        int Signed(int k) => k < half ? k : k - n;
    }

    /// <summary>Computes the FSC by shell of the window's box, M/2 + 1 numbers; 0 where a shell of either map is empty.</summary>
    /// <param name="a">A map.</param>
    /// <param name="b">Another, of the same box.</param>
    /// <param name="centre">Voxel on which the window is centred; it may lie near an edge, or beyond it: the maps continue as 0.</param>
    public double[] At(DensityMap a, DensityMap b, (int Z, int Y, int X) centre)
    {
        Transform(a, centre, _aRe, _aIm);
        Transform(b, centre, _bRe, _bIm);
        Array.Clear(_cross);
        Array.Clear(_powerA);
        Array.Clear(_powerB);
        int half = _window.Box / 2;
        for (int i = 0, kx = 0; i < _shells.Length; i++, kx = kx == half ? 0 : kx + 1)
        {
            double ar = _aRe[i], ai = _aIm[i], br = _bRe[i], bi = _bIm[i], mates = kx == 0 || kx == half ? 1 : 2;
            int shell = _shells[i];
            _cross[shell] += mates * (ar * br + ai * bi);
            _powerA[shell] += mates * (ar * ar + ai * ai);
            _powerB[shell] += mates * (br * br + bi * bi);
        }
        var fsc = new double[half + 1];
        for (int k = 0; k < fsc.Length; k++)
        {
            double norm = Math.Sqrt(_powerA[k]) * Math.Sqrt(_powerB[k]);
            fsc[k] = norm > 0 ? _cross[k] / norm : 0;
        }
        return fsc;
    }

    private void Transform(DensityMap map, (int Z, int Y, int X) centre, float[] re, float[] im)
    {
        int n = _window.Box, left = centre.X - n / 2, from = Math.Max(0, -left), to = Math.Min(n, map.Box - left);
        Array.Clear(_crop);
        for (int z = 0; z < n; z++)
        {
            for (int y = 0; y < n; y++)
            {
                int sourceZ = centre.Z - n / 2 + z, sourceY = centre.Y - n / 2 + y;
                if (sourceZ < 0 || sourceZ >= map.Box || sourceY < 0 || sourceY >= map.Box)
                {
                    continue;
                }
                int row = (z * n + y) * n, source = (sourceZ * map.Box + sourceY) * map.Box + left;
                for (int x = from; x < to; x++)
                {
                    _crop[row + x] = map.Values[source + x] * _window.Weights[row + x];
                }
            }
        }
        _plan.Forward(_crop, re, im);
    }
}
