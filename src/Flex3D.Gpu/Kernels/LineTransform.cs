using ILGPU;

namespace Flex3D.Gpu.Kernels;

/// <summary>Complex transforms of a few lines of length N in a group's shared memory: Stockham's self-sorting stages of radix 2, 3, 4, 5 and any other prime.</summary>
/// <remarks>
/// y[(i − k) R + k + q p] = Σ_r x[i + r N/R] e^(−2πi r (k/p + q)/R), k = i mod p, p the product of the radices before. Lines lie
/// one after the other as [re | im] in one half of the memory, and each stage writes the other half. The inverse is the same with
/// re and im exchanged on the way in and out. Up to radix 5 a thread computes all outputs of a butterfly; above, two of them, q and R − q,
/// whose sums have conjugate factors once the inputs are turned by e^(−2πi r k/(pR)).
/// </remarks>
internal static class LineTransform
{
    private const float Sin60 = 0.866025403784438647f, Cos72 = 0.309016994374947424f, Cos144 = -0.809016994374947424f;
    private const float Sin72 = 0.951056516295153572f, Sin144 = 0.587785252292473129f;

    /// <summary>Floats of shared memory that lines of length <paramref name="n"/> take.</summary>
    public static int SharedFloats(int n, int lines) => 4 * n * lines;

    /// <summary>Transforms the lines in the first half; every thread of the group calls it, after a barrier. Returns the index at which the result begins, after a barrier.</summary>
    public static int Run(FourierViews fft, ArrayView<float> shared, int lines)
    {
        int n = fft.N, half = 2 * n * lines, from = 0, before = 1;
        for (int stage = 0; stage < fft.Stages; stage++)
        {
            int radix = fft.Radices[stage], to = half - from;
            if (radix <= 5)
            {
                Butterflies(fft, shared, radix, from, to, before, lines);
            }
            else
            {
                Turn(fft, shared, radix, from, before, lines);
                Group.Barrier();
                Pairs(fft, shared, radix, from, to, before, lines);
            }
            Group.Barrier();
            before *= radix;
            from = to;
        }
        return from;
    }

    private static void Butterflies(in FourierViews fft, ArrayView<float> shared, int radix, int from, int to, int before, int lines)
    {
        int n = fft.N, count = n / radix;
        for (int work = Group.IdxX; work < lines * count; work += Group.DimX)
        {
            int line = work / count, i = work - line * count, k = i % before;
            int source = from + 2 * n * line + i, target = to + 2 * n * line + (i - k) * radix + k;
            Butterfly(fft, shared, radix, source, count, target, before, k * (n / (before * radix)));
        }
    }

    // Multiplies input i + r N/R by e^(−2πi r k/(pR)), in place.
    private static void Turn(in FourierViews fft, ArrayView<float> shared, int radix, int from, int before, int lines)
    {
        int n = fft.N, count = n / radix;
        for (int work = Group.IdxX; work < lines * n; work += Group.DimX)
        {
            int line = work / n, at = work - line * n, r = at / count, k = (at - r * count) % before, place = from + 2 * n * line + at;
            Store(shared, place, n, Root(fft, r * (k * (n / (before * radix)))) * Load(shared, place, n));
        }
    }

    // Outputs 0, and q and R − q for q = 1 … (R − 1)/2, of every butterfly.
    private static void Pairs(in FourierViews fft, ArrayView<float> shared, int radix, int from, int to, int before, int lines)
    {
        int n = fft.N, count = n / radix, pairs = (radix + 1) / 2;
        for (int work = Group.IdxX; work < lines * count * pairs; work += Group.DimX)
        {
            int line = work / (count * pairs), within = work - line * count * pairs, q = within / count, i = within - q * count, k = i % before;
            int source = from + 2 * n * line + i, target = to + 2 * n * line + (i - k) * radix + k, root = 0;
            Complex32 even = Load(shared, source, n), odd = new(0, 0);
            for (int r = 1; r < pairs; r++)
            {
                root += q * count;
                root -= root < n ? 0 : n;
                Complex32 b = Load(shared, source + r * count, n), c = Load(shared, source + (radix - r) * count, n), turn = Root(fft, root);
                even += turn.Re * (b + c);
                odd += turn.Im * (b - c);
            }
            Complex32 side = odd.Turned;
            Store(shared, target + q * before, n, even + side);
            if (q > 0)
            {
                Store(shared, target + (radix - q) * before, n, even - side);
            }
        }
    }

    private static void Butterfly(in FourierViews fft, ArrayView<float> shared, int radix, int source, int apart, int target, int before, int turn)
    {
        int n = fft.N;
        Complex32 a = Load(shared, source, n), b = Root(fft, turn) * Load(shared, source + apart, n);
        if (radix == 2)
        {
            Store(shared, target, n, a + b);
            Store(shared, target + before, n, a - b);
            return;
        }
        Complex32 c = Root(fft, 2 * turn) * Load(shared, source + 2 * apart, n);
        if (radix == 3)
        {
            Complex32 sum = b + c, middle = a - 0.5f * sum, side = Sin60 * (c - b).Turned;
            Store(shared, target, n, a + sum);
            Store(shared, target + before, n, middle + side);
            Store(shared, target + 2 * before, n, middle - side);
            return;
        }
        Complex32 d = Root(fft, 3 * turn) * Load(shared, source + 3 * apart, n);
        if (radix == 4)
        {
            Complex32 even = a + c, odd = b + d, left = a - c, right = (d - b).Turned;
            Store(shared, target, n, even + odd);
            Store(shared, target + before, n, left + right);
            Store(shared, target + 2 * before, n, even - odd);
            Store(shared, target + 3 * before, n, left - right);
            return;
        }
        Complex32 e = Root(fft, 4 * turn) * Load(shared, source + 4 * apart, n);
        Complex32 outer = b + e, inner = c + d, turnedOuter = (e - b).Turned, turnedInner = (d - c).Turned;
        Complex32 one = a + (Cos72 * outer + Cos144 * inner), two = a + (Cos144 * outer + Cos72 * inner);
        Complex32 sideOne = Sin72 * turnedOuter + Sin144 * turnedInner, sideTwo = Sin144 * turnedOuter - Sin72 * turnedInner;
        Store(shared, target, n, a + (outer + inner));
        Store(shared, target + before, n, one + sideOne);
        Store(shared, target + 2 * before, n, two + sideTwo);
        Store(shared, target + 3 * before, n, two - sideTwo);
        Store(shared, target + 4 * before, n, one - sideOne);
    }

    private static Complex32 Root(in FourierViews fft, int turn) => new(fft.Roots[turn], fft.Roots[fft.N + turn]);

    private static Complex32 Load(ArrayView<float> shared, int at, int n) => new(shared[at], shared[at + n]);

    private static void Store(ArrayView<float> shared, int at, int n, Complex32 value)
    {
        shared[at] = value.Re;
        shared[at + n] = value.Im;
    }
}
