using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Subtracts the projection of density that stays from images, in the terms of their loss. Not thread-safe.</summary>
/// <remarks>With the raw splat S₀ of the rest, the loss of an image I at s(S₀ + S) is that of I − sCS₀ at sS: B becomes B − sWS₀ and the constant c − s⟨B, S₀⟩ + ½s²⟨WS₀, S₀⟩.</remarks>
internal sealed class RestSubtraction(EngineProblem rest)
{
    private readonly DensityProjector _projector = new(rest);

    /// <summary>Subtracts from each image of a shard, at the shard's poses and contrasts.</summary>
    /// <param name="density">Density of the rest's voxels.</param>
    public void Apply(ReadOnlySpan<float> density, ImageShard shard)
    {
        if (density.IsEmpty)
        {
            return;
        }
        int length = shard.SpectrumLength;
        (float[] re, float[] im) = (_projector.Real, _projector.Imaginary);
        for (int i = 0; i < shard.Count; i++)
        {
            _projector.Project(density, shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength));
            Span<float> targetRe = shard.TargetReal.AsSpan(i * length, length), targetIm = shard.TargetImaginary.AsSpan(i * length, length);
            ReadOnlySpan<float> weight = shard.Weight.AsSpan(i * length, length);
            (double cross, double power) = SpectrumLoss.Inner(_projector.Box, re, im, targetRe, targetIm, weight);
            float s = shard.Contrast[i];
            shard.Constant[i] += -s * cross + 0.5 * s * s * power;
            for (int k = 0; k < length; k++)
            {
                targetRe[k] -= s * weight[k] * re[k];
                targetIm[k] -= s * weight[k] * im[k];
            }
        }
        shard.Count = shard.Count; // a new stamp
    }
}
