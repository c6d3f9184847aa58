using System.Runtime.Intrinsics;

namespace Flex3D.Stages.Simulation;

/// <summary>Samples atoms as Gaussians on a grid: projections (integrated exactly along z) and densities, sharing one radial filter.</summary>
/// <remarks>
/// An atom of weight w and width σ voxels has density w (2πσ²)^(−3/2) exp(−r²/2σ²) and projection w (2πσ²)^(−1) exp(−r²/2σ²):
/// the sum of the density over z. A narrow Gaussian sampled on a grid aliases, so atoms are sampled with the larger width σ_g =
/// <see cref="GridSigma"/> and the difference is corrected in Fourier space: multiply by <see cref="Gain"/>, which also falls to 0
/// at Nyquist, so that image and map are the same band-limited object. The code shares nothing with the operators under test.
/// </remarks>
internal sealed class AtomSplat
{
    private const double LeastGridSigma = 1.25;

    private readonly int _reach;      // grid points below that of the atom
    private readonly float[] _ladder; // exp(−k²/2σ_g²) for k = −reach … reach + 1

    /// <param name="sigmaPixels">Width of an atom, voxels, > 0.</param>
    public AtomSplat(double sigmaPixels)
    {
        Sigma = sigmaPixels;
        GridSigma = Math.Max(LeastGridSigma, sigmaPixels);
        _reach = (int)Math.Ceiling(5.5 * GridSigma);
        Width = (2 * _reach + 2 + 3) / 4 * 4;
        _ladder = new float[Width];
        for (int i = 0; i < Width; i++)
        {
            double k = i - _reach;
            _ladder[i] = (float)Math.Exp(-k * k / (2 * GridSigma * GridSigma));
        }
    }

    /// <summary>Width of an atom in the finished images and maps, voxels.</summary>
    public double Sigma { get; }

    /// <summary>Width of an atom on the raw grid, voxels.</summary>
    public double GridSigma { get; }

    /// <summary>The number of grid points that an atom touches along each axis.</summary>
    public int Width { get; }

    /// <summary>Returns the factor at a frequency (cycles/voxel, 0 to 0.5) from a raw grid to the finished one: exp(2π²(σ_g² − σ²)f²), falling to 0 over 0.42-0.5 as a raised cosine.</summary>
    public double Gain(double frequency)
    {
        if (frequency >= 0.5)
        {
            return 0;
        }
        double edge = frequency <= 0.42 ? 1 : 0.5 * (1 + Math.Cos(Math.PI * (frequency - 0.42) / 0.08));
        return edge * Math.Exp(2 * Math.PI * Math.PI * (GridSigma * GridSigma - Sigma * Sigma) * frequency * frequency);
    }

    /// <summary>Edge of the padded image that <see cref="Project"/> needs, so that an atom near the border stays inside it.</summary>
    public int PaddedBox(int box) => box + 2 * Width;

    /// <summary>Adds the projection along z of all atoms to a padded image.</summary>
    /// <param name="x">Position of each atom in pixels about pixel box/2, after rotation and shift.</param>
    /// <param name="weights">Weight of each atom.</param>
    /// <param name="padded">[y][x] of <see cref="PaddedBox"/>²; pixel (y, x) of the image is (y + Width, x + Width). Not cleared.</param>
    /// <returns>The number of atoms outside the padded image.</returns>
    public int Project(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> weights, int box, Span<float> padded)
    {
        int edge = PaddedBox(box), lost = 0;
        float norm = (float)(1 / (2 * Math.PI * GridSigma * GridSigma));
        Span<float> gx = stackalloc float[Width], gy = stackalloc float[Width];
        for (int a = 0; a < weights.Length; a++)
        {
            int ix = Rungs(x[a] + box / 2 + Width, edge, 1f, gx), iy = Rungs(y[a] + box / 2 + Width, edge, weights[a] * norm, gy);
            if (ix < 0 || iy < 0)
            {
                lost++;
                continue;
            }
            for (int j = 0; j < Width; j++)
            {
                AddScaled(padded.Slice((iy + j) * edge + ix, Width), gx, gy[j]);
            }
        }
        return lost;
    }

    /// <summary>Adds the density of all atoms (positions in Å about voxel box/2), each times <paramref name="factor"/>, to a raw grid [z][y][x]; parts outside are dropped.</summary>
    public void AddDensity(ReadOnlySpan<double> positions, ReadOnlySpan<float> weights, double pixelSizeAngstrom, double factor, int box, Span<float> grid)
    {
        double norm = factor * Math.Pow(2 * Math.PI * GridSigma * GridSigma, -1.5);
        Span<float> gx = stackalloc float[Width], gy = stackalloc float[Width], gz = stackalloc float[Width];
        int edge = PaddedBox(box);
        for (int a = 0; a < weights.Length; a++)
        {
            int ix = Rungs((float)(positions[3 * a] / pixelSizeAngstrom) + box / 2 + Width, edge, 1f, gx) - Width;
            int iy = Rungs((float)(positions[3 * a + 1] / pixelSizeAngstrom) + box / 2 + Width, edge, 1f, gy) - Width;
            int iz = Rungs((float)(positions[3 * a + 2] / pixelSizeAngstrom) + box / 2 + Width, edge, (float)(weights[a] * norm), gz) - Width;
            if (ix < -Width || iy < -Width || iz < -Width)
            {
                continue;
            }
            int from = Math.Max(0, -ix), to = Math.Min(Width, box - ix);
            if (to <= from)
            {
                continue;
            }
            for (int k = Math.Max(0, -iz); k < Math.Min(Width, box - iz); k++)
            {
                for (int j = Math.Max(0, -iy); j < Math.Min(Width, box - iy); j++)
                {
                    AddScaled(grid.Slice(((iz + k) * box + iy + j) * box + ix + from, to - from), gx[from..to], gz[k] * gy[j]);
                }
            }
        }
    }

    // exp(−(k − d)²/2σ²) = exp(−d²/2σ²) · exp(d/σ²)^k · exp(−k²/2σ²): two exponentials for a whole row. Returns the first grid point, or −1 if the row does not fit.
    private int Rungs(float at, int edge, float factor, Span<float> g)
    {
        float floor = MathF.Floor(at);
        if (!(floor - _reach >= 0 && floor - _reach + Width <= edge))
        {
            return -1;
        }
        float d = at - floor;
        float inverse = (float)(1 / (GridSigma * GridSigma));
        float step = MathF.Exp(d * inverse);
        float power = factor * MathF.Exp(-d * (0.5f * d + _reach) * inverse);
        for (int i = 0; i < g.Length; i++)
        {
            g[i] = power * _ladder[i];
            power *= step;
        }
        return (int)floor - _reach;
    }

    private static void AddScaled(Span<float> row, ReadOnlySpan<float> values, float factor)
    {
        // Product and sum are rounded separately at every width, so the bits do not depend on the machine.
        int i = 0;
        for (; Vector512.IsHardwareAccelerated && i + 16 <= values.Length; i += 16)
        {
            (Vector512.Create<float>(row[i..]) + Vector512.Create(values[i..]) * factor).CopyTo(row[i..]);
        }
        for (; i + 4 <= values.Length; i += 4)
        {
            (Vector128.Create<float>(row[i..]) + Vector128.Create(values[i..]) * factor).CopyTo(row[i..]);
        }
        for (; i < values.Length; i++)
        {
            row[i] += values[i] * factor;
        }
    }
}
