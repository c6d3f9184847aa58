using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics.Fourier;

namespace Flex3D.Stages.LocalRefinement;

/// <summary>Subtracts the projection of density that stays from images, in the terms of their loss. Not thread-safe.</summary>
/// <remarks>With the raw splat S₀ of the rest, the loss of an image I at s(S₀ + S) is that of I − sCS₀ at sS: B becomes B − sWS₀ and the constant c − s⟨B, S₀⟩ + ½s²⟨WS₀, S₀⟩.</remarks>
internal sealed class RestSubtraction
{
    private readonly EngineProblem _rest;
    private readonly SplatPlan _plan;
    private readonly RealFft2 _fft;
    private readonly SplatScratch _scratch = new();
    private readonly float[] _vertices, _x, _y, _image, _re, _im, _fftScratch;

    public RestSubtraction(EngineProblem rest)
    {
        _rest = rest;
        _plan = SplatPlan.Create(rest.Mesh, rest.Binding);
        _fft = new RealFft2(rest.Box);
        _vertices = VertexProjection.ByAxis(_plan.RestVertices);
        (_x, _y) = (new float[_plan.VertexCount], new float[_plan.VertexCount]);
        _image = new float[rest.Box * rest.Box];
        (_re, _im, _fftScratch) = (new float[_fft.SpectrumLength], new float[_fft.SpectrumLength], new float[_fft.ScratchLength]);
    }

    /// <summary>Subtracts from each image of a shard, at the shard's poses and contrasts.</summary>
    /// <param name="density">Density of the rest's voxels.</param>
    public void Apply(ReadOnlySpan<float> density, ImageShard shard)
    {
        if (density.IsEmpty)
        {
            return;
        }
        int length = shard.SpectrumLength;
        for (int i = 0; i < shard.Count; i++)
        {
            VertexProjection.Project(_vertices, [], 0, shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), _x, _y);
            ConvectionProjection.Project(_plan, density, _x, _y, _rest.Box, _image, _scratch);
            _fft.Forward(_image, _re, _im, _fftScratch);
            Span<float> targetRe = shard.TargetReal.AsSpan(i * length, length), targetIm = shard.TargetImaginary.AsSpan(i * length, length);
            ReadOnlySpan<float> weight = shard.Weight.AsSpan(i * length, length);
            (double cross, double power) = SpectrumLoss.Inner(_rest.Box, _re, _im, targetRe, targetIm, weight);
            float s = shard.Contrast[i];
            shard.Constant[i] += -s * cross + 0.5 * s * s * power;
            for (int k = 0; k < length; k++)
            {
                targetRe[k] -= s * weight[k] * _re[k];
                targetIm[k] -= s * weight[k] * _im[k];
            }
        }
        shard.Count = shard.Count; // a new stamp
    }
}
