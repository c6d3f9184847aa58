using Flex3D.Gpu.Kernels;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>The densities of some rows: under a linear density model each row's own, by its latent.</summary>
internal sealed class RowDensities(DeviceStream stream, ProblemOnDevice problem, RowBuffers rows)
{
    // A latent beyond it counts as none: the scale's reciprocal would leave the range of a float.
    private const float Farthest = 1e30f;

    private readonly int _latent = problem.Network.Architecture.LatentDimension;
    private readonly PageLockedArray1D<float> _mixing = stream.Pin<float>(rows.Rows * (problem.Network.Architecture.LatentDimension + 2));

    /// <summary>Returns the densities of the first <paramref name="count"/> rows; for a linear density model, writes <see cref="RowBuffers.Mixing"/>.</summary>
    /// <param name="latents">[row][K].</param>
    public DensityViews Of(ModelOnDevice on, ReadOnlySpan<float> latents, int count)
    {
        DensityViews density = on.Density(rows.Mixing);
        if (density.Count == 0)
        {
            return density;
        }
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<float> latent = latents.Slice(row * _latent, _latent);
            Span<float> mixing = _mixing.Span.Slice(row * (_latent + 2), _latent + 2);
            (mixing[0], mixing[1]) = Scale(latent);
            mixing[2..].Clear();
            if (mixing[1] > 0)
            {
                latent.CopyTo(mixing[2..]);
            }
        }
        stream.Upload(rows.Mixing, _mixing, count * (_latent + 2));
        return density;
    }

    /// <summary>Returns the least power of two s ≥ 1 for which no |z_k| / s exceeds <see cref="DensityViews.LargestLatent"/>, and its reciprocal; NaN and 0 for a latent that is not a number.</summary>
    internal static (float Scale, float Reciprocal) Scale(ReadOnlySpan<float> latent)
    {
        float most = 0;
        foreach (float z in latent)
        {
            most = MathF.Max(most, MathF.Abs(z)); // NaN if one is
        }
        if (!(most <= Farthest))
        {
            return (float.NaN, 0);
        }
        float scale = 1;
        while (most > scale * DensityViews.LargestLatent)
        {
            scale *= 2;
        }
        return (scale, 1 / scale);
    }
}
