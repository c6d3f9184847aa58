using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>The 3-D Fourier transform of real n³ maps, single precision; n even.</summary>
/// <remarks>
/// <para>F(kz, ky, kx) = Σ M(z, y, x) exp(−2πi (kz z + ky y + kx x)/n), unnormalised; the inverse includes 1/n³.</para>
/// <para>Half spectrum: separate real and imaginary arrays [kz][ky][kx] of n × n × (n/2 + 1), as in <see cref="RealFft2"/>. Voxel 0 is
/// the origin: a map centred on voxel n/2 carries the sign (−1)^(kz+ky+kx).</para>
/// <para>Results do not depend on the parallelism. A plan may be shared by threads.</para>
/// </remarks>
internal sealed unsafe class RealFft3
{
    private const int Chunk = 64; // columns of one unit of work along z

    private readonly RealFft2 _planes;
    private readonly ComplexFft _depth;

    /// <exception cref="InputException"><paramref name="n"/> is odd or below 4.</exception>
    public RealFft3(int n)
    {
        _planes = new RealFft2(n);
        _depth = new ComplexFft(n);
    }

    /// <summary>n, voxels along an edge.</summary>
    public int N => _planes.N;

    /// <summary>n/2 + 1, columns of the half spectrum.</summary>
    public int SpectrumWidth => _planes.SpectrumWidth;

    /// <summary>n²·(n/2 + 1), elements of the half spectrum.</summary>
    public int SpectrumLength => checked(N * _planes.SpectrumLength);

    /// <summary>Transforms a map [z][y][x] to its half spectrum.</summary>
    /// <param name="parallelism">The most threads to use.</param>
    public void Forward(ReadOnlySpan<float> map, Span<float> re, Span<float> im, int parallelism = 1)
    {
        Check(map.Length, re.Length, im.Length);
        fixed (float* m = map, r = re, i = im)
        {
            float* source = m, toRe = r, toIm = i;
            Share(N, parallelism, _planes.ScratchLength, (z, scratch) =>
                _planes.ForwardAnyWidth(source + z * N * N, toRe + z * _planes.SpectrumLength, toIm + z * _planes.SpectrumLength, scratch));
            Depth(toRe, toIm, parallelism);
        }
    }

    /// <summary>Transforms a half spectrum to a map [z][y][x], including 1/n³. The spectrum's arrays are used as working memory and overwritten.</summary>
    /// <param name="parallelism">The most threads to use.</param>
    public void InverseOverwriting(Span<float> re, Span<float> im, Span<float> map, int parallelism = 1)
    {
        Check(map.Length, re.Length, im.Length);
        fixed (float* m = map, r = re, i = im)
        {
            float* target = m, fromRe = r, fromIm = i;
            float scale = (float)(1 / ((double)N * N * N));
            Depth(fromIm, fromRe, parallelism);
            Share(N, parallelism, _planes.ScratchLength, (z, scratch) =>
                _planes.InverseAnyWidth(fromRe + z * _planes.SpectrumLength, fromIm + z * _planes.SpectrumLength, target + z * N * N, scale, scratch));
        }
    }

    /// <summary>Transforms along z in place; each vector of columns is read completely before it is written.</summary>
    private void Depth(float* re, float* im, int parallelism)
    {
        int columns = _planes.SpectrumLength, width = RealFft2.WidestLanes(columns);
        int scratchLength = _depth.ScratchLength(width) + 2 * N * width + 16;
        Share((columns + Chunk - 1) / Chunk, parallelism, scratchLength, (chunk, scratch) =>
        {
            int from = (int)chunk * Chunk, to = Math.Min(from + Chunk, columns);
            switch (width)
            {
                case 16: Depth<Lane512>(re, im, from, to, scratch); break;
                case 8: Depth<Lane256>(re, im, from, to, scratch); break;
                case 4: Depth<Lane128>(re, im, from, to, scratch); break;
                default: Depth<LaneScalar>(re, im, from, to, scratch); break;
            }
        });
    }

    private void Depth<TLane>(float* re, float* im, int from, int to, float* scratch)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width, stride = _planes.SpectrumLength;
        int x = from;
        for (; x + width <= to; x += width)
        {
            _depth.Run<TLane>(re + x, im + x, stride, re + x, im + x, stride, scratch);
        }
        if (x < to)
        {
            // Columns that do not fill a vector go through a padded copy.
            int left = to - x;
            float* padRe = scratch + _depth.ScratchLength(width), padIm = padRe + N * width;
            new Span<float>(padRe, 2 * N * width).Clear();
            for (int z = 0; z < N; z++)
            {
                for (int c = 0; c < left; c++)
                {
                    padRe[z * width + c] = re[(nint)z * stride + x + c];
                    padIm[z * width + c] = im[(nint)z * stride + x + c];
                }
            }
            _depth.Run<TLane>(padRe, padIm, width, padRe, padIm, width, scratch);
            for (int z = 0; z < N; z++)
            {
                for (int c = 0; c < left; c++)
                {
                    re[(nint)z * stride + x + c] = padRe[z * width + c];
                    im[(nint)z * stride + x + c] = padIm[z * width + c];
                }
            }
        }
    }

    private delegate void Work(nint item, float* alignedScratch);

    private static void Share(int items, int parallelism, int scratchLength, Work work)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        if (parallelism == 1)
        {
            fixed (float* scratch = new float[scratchLength])
            {
                float* aligned = RealFft2.Align(scratch);
                for (int item = 0; item < items; item++)
                {
                    work(item, aligned);
                }
            }
            return;
        }
        Parallel.For(
            0,
            items,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism },
            () => GC.AllocateUninitializedArray<float>(scratchLength, pinned: true),
            (item, _, scratch) =>
            {
                fixed (float* s = scratch)
                {
                    work(item, RealFft2.Align(s));
                }
                return scratch;
            },
            _ => { });
    }

    private void Check(long map, long re, long im)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(map, (long)N * N * N);
        ArgumentOutOfRangeException.ThrowIfNotEqual(re, SpectrumLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(im, SpectrumLength);
    }
}
