using System.Runtime.Intrinsics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Numerics.Fourier;

/// <summary>The 2-D Fourier transform of real n×n images, single precision; n even.</summary>
/// <remarks>
/// <para>F(ky, kx) = Σ_yx I(y, x) exp(−2πi (ky y + kx x)/n), unnormalised; the inverse includes 1/n².</para>
/// <para>Half spectrum: separate real and imaginary arrays [ky][kx] of n rows and n/2 + 1 columns; rows in the order 0, 1 … n/2 − 1,
/// −n/2 … −1, columns kx = 0 … n/2. Pixel 0 is the origin: an image centred on pixel n/2 carries the sign (−1)^(ky+kx).</para>
/// <para>The inverse uses columns 0 and n/2 as they are and drops components that a real image cannot have (as FFTW and numpy do).</para>
/// <para>A plan is immutable: any number of threads may share it, each with its own scratch. Nothing is allocated per call.</para>
/// </remarks>
internal sealed unsafe class RealFft2
{
    private const int Alignment = 16; // floats: one 64-byte cache line

    private readonly ComplexFft _rows, _columns;
    private readonly RealFold _fold;
    private readonly int _width;

    /// <exception cref="InputException"><paramref name="n"/> is odd or below 4.</exception>
    public RealFft2(int n)
        : this(n, WidestLanes(n / 2 + 1)) { }

    internal RealFft2(int n, int width)
    {
        BoxSizes.Require(n, "Fourier transform");
        N = n;
        _width = width;
        _rows = new ComplexFft(n / 2);
        _columns = new ComplexFft(n);
        _fold = new RealFold(n);
    }

    /// <summary>n, pixels along an edge.</summary>
    public int N { get; }

    /// <summary>n/2 + 1, columns of the half spectrum.</summary>
    public int SpectrumWidth => N / 2 + 1;

    /// <summary>n·(n/2 + 1), elements of the half spectrum.</summary>
    public int SpectrumLength => N * SpectrumWidth;

    /// <summary>Floats of scratch that a call needs.</summary>
    public int ScratchLength => Alignment + Kernel + 2 * Band + 2 * Middle;

    private int Kernel => Math.Max(_rows.ScratchLength(_width), _columns.ScratchLength(_width));
    private int Band => (N + 2) * _width;
    private int MiddleStride => (SpectrumWidth + Alignment - 1) / Alignment * Alignment;
    private int Middle => N * MiddleStride;

    /// <summary>Transforms an image [y][x] of n² to its half spectrum, which may lie in the image's memory: all of it is read before any is written.</summary>
    public void Forward(ReadOnlySpan<float> image, Span<float> re, Span<float> im, Span<float> scratch)
    {
        Check(image.Length, re.Length, im.Length, scratch.Length);
        fixed (float* i = image, r = re, m = im, s = scratch)
        {
            ForwardAnyWidth(i, r, m, Align(s));
        }
    }

    /// <summary>Transforms a half spectrum to an image [y][x] of n², including 1/n². The spectrum is not changed.</summary>
    public void Inverse(ReadOnlySpan<float> re, ReadOnlySpan<float> im, Span<float> image, Span<float> scratch)
    {
        Check(image.Length, re.Length, im.Length, scratch.Length);
        fixed (float* i = image, r = re, m = im, s = scratch)
        {
            InverseAnyWidth(r, m, i, 1f / ((float)N * N), Align(s));
        }
    }

    internal static int WidestLanes(int available) =>
        Vector512.IsHardwareAccelerated && available >= 16 ? 16
        : Vector256.IsHardwareAccelerated && available >= 8 ? 8
        : Vector128.IsHardwareAccelerated && available >= 4 ? 4
        : 1;

    internal void ForwardAnyWidth(float* image, float* re, float* im, float* aligned)
    {
        switch (_width)
        {
            case 16: Forward<Lane512>(image, re, im, aligned); break;
            case 8: Forward<Lane256>(image, re, im, aligned); break;
            case 4: Forward<Lane128>(image, re, im, aligned); break;
            default: Forward<LaneScalar>(image, re, im, aligned); break;
        }
    }

    internal void InverseAnyWidth(float* re, float* im, float* image, float scale, float* aligned)
    {
        switch (_width)
        {
            case 16: Inverse<Lane512>(re, im, image, scale, aligned); break;
            case 8: Inverse<Lane256>(re, im, image, scale, aligned); break;
            case 4: Inverse<Lane128>(re, im, image, scale, aligned); break;
            default: Inverse<LaneScalar>(re, im, image, scale, aligned); break;
        }
    }

    /// <summary>Returns the first cache line that starts inside <paramref name="scratch"/>.</summary>
    internal static float* Align(float* scratch) => (float*)(((nuint)scratch + 4 * Alignment - 1) & ~(nuint)(4 * Alignment - 1));

    private void Forward<TLane>(float* image, float* re, float* im, float* scratch)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width, columns = SpectrumWidth;
        nint stride = MiddleStride;
        float* a = scratch + Kernel, b = a + Band, middleRe = b + Band, middleIm = middleRe + Middle;
        for (int row = 0; row < N; row += width)
        {
            // The last band overlaps the one before it: the same rows are computed twice, with the same result.
            int y = Math.Min(row, N - width);
            TileTranspose.Gather(image + (nint)y * N, N, a, width, width, N);
            float* zr = b, zi = b + Band / 2;
            _rows.Run<TLane>(a, a + width, 2 * width, zr, zi, width, scratch);
            float* xr = a, xi = a + Band / 2;
            _fold.Unpack<TLane>(zr, zi, xr, xi);
            TileTranspose.Scatter(xr, width, middleRe + y * stride, stride, width, columns);
            TileTranspose.Scatter(xi, width, middleIm + y * stride, stride, width, columns);
        }
        for (int column = 0; column < columns; column += width)
        {
            int x = Math.Min(column, columns - width);
            _columns.Run<TLane>(middleRe + x, middleIm + x, stride, re + x, im + x, columns, scratch);
        }
    }

    private void Inverse<TLane>(float* re, float* im, float* image, float scale, float* scratch)
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Width, columns = SpectrumWidth;
        nint stride = MiddleStride;
        float* a = scratch + Kernel, b = a + Band, middleRe = b + Band, middleIm = middleRe + Middle;
        for (int column = 0; column < columns; column += width)
        {
            int x = Math.Min(column, columns - width);
            _columns.Run<TLane>(im + x, re + x, columns, middleIm + x, middleRe + x, stride, scratch);
        }
        for (int row = 0; row < N; row += width)
        {
            int y = Math.Min(row, N - width);
            float* xr = a, xi = a + Band / 2;
            TileTranspose.Gather(middleRe + y * stride, stride, xr, width, width, columns);
            TileTranspose.Gather(middleIm + y * stride, stride, xi, width, width, columns);
            float* zr = b, zi = b + Band / 2;
            _fold.Pack<TLane>(xr, xi, zr, zi, scale);
            _rows.Run<TLane>(zi, zr, width, a + width, a, 2 * width, scratch);
            TileTranspose.Scatter(a, width, image + (nint)y * N, N, width, N);
        }
    }

    private void Check(int image, int re, int im, int scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image, N * N);
        ArgumentOutOfRangeException.ThrowIfNotEqual(re, SpectrumLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(im, SpectrumLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch, ScratchLength);
    }
}
