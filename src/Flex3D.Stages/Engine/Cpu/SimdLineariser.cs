using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Engine.Cpu;

/// <summary>Linearises the model in the parameters of one image: derivative images in the sweep that makes the projection, then inner products of their spectra.</summary>
/// <remarks>Not thread-safe. Its arrays are made at the first use and grow with the number of columns.</remarks>
internal sealed class SimdLineariser(EngineProblem problem, FlowPriors priors, RealFft2 fft, SplatScratch scratch)
{
    private readonly float[] _fftScratch = new float[fft.ScratchLength], _weighted = new float[TangentLoss.FillFloats];
    private float[] _velocities = [], _depths = [], _images = [], _tangents = [], _residual = [], _power = [];

    /// <summary>Bytes of its arrays, and what the scratch memory grows by, once it has linearised in some columns.</summary>
    public static long BytesOf(EngineProblem problem, SplatPlan plan, ParameterColumns columns)
    {
        long spectrum = (long)problem.Box * (problem.Box / 2 + 1), pixels = (long)problem.Box * problem.Box;
        return sizeof(float) * ((2L * columns.Find(OwnParameters.Rotation) + 1) * plan.VertexCount + (1 + columns.Moving) * pixels + (2L * columns.Count + 3) * spectrum)
            + SplatScratch.BytesOf(plan, problem.Box, columns.Moving, columns.Find(OwnParameters.Rotation)) - SplatScratch.BytesOf(plan, problem.Box);
    }

    /// <summary>Linearises one image.</summary>
    /// <param name="plan">The voxels that count.</param>
    /// <param name="density">The image's density by voxel of the plan.</param>
    /// <param name="components">Components of a linear density model, in which the latents are then linear; null for other models.</param>
    /// <param name="deformed">Positions of the vertices that move at the image's latent, [3][moving], Å; empty for the rigid model.</param>
    /// <param name="flowTangents">∂flow/∂z of the image: of coordinate k, 3·moving floats from k·<paramref name="tangentStride"/>.</param>
    /// <param name="px">Image points of all vertices at the image's pose, pixels.</param>
    /// <param name="py">Like <paramref name="px"/>.</param>
    public void Linearise(
        SplatPlan plan, ImageShard shard, int image, ReadOnlySpan<float> density, float[]? components, ReadOnlySpan<float> rest, ReadOnlySpan<float> deformed, ReadOnlySpan<float> flowTangents, int tangentStride,
        ReadOnlySpan<float> px, ReadOnlySpan<float> py, NormalEquations equations)
    {
        ParameterColumns columns = equations.Columns;
        Reserve(columns, plan.VertexCount);
        int n = problem.Box, length = fft.SpectrumLength, pixels = n * n, latents = columns.Find(OwnParameters.Rotation);
        ReadOnlySpan<float> pose = shard.Pose.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength);
        float contrast = shard.Contrast[image];
        int linear = components is null ? 0 : latents, first = latents - linear, moving = columns.Moving - linear; // columns of components come first, and the sweep makes the others
        for (int k = 0; k < first; k++)
        {
            VertexProjection.Velocity(flowTangents.Slice(k * tangentStride, 3 * problem.Mesh.VertexCount), pose, Column(k));
        }
        PoseTurn turn = columns.Has(OwnParameters.Rotation) ? new(pose) : default;
        Span<float> depths = _depths.AsSpan(0, columns.Has(OwnParameters.Rotation) ? plan.VertexCount : 0);
        if (depths.Length > 0)
        {
            turn.Depths(rest, deformed, depths);
        }
        for (int k = 0; k < linear; k++)
        {
            ConvectionProjection.Project(plan, components.AsSpan(k * density.Length, density.Length), px, py, n, _images.AsSpan(k * pixels, pixels), scratch);
        }
        Span<float> projection = _images.AsSpan(linear * pixels, pixels);
        if (moving > 0)
        {
            ConvectionTangents.Project(
                plan, density, px, py, _velocities.AsSpan(0, 2 * first * plan.VertexCount), first, depths, turn.Spin, n, _images.AsSpan(linear * pixels, (1 + moving) * pixels), scratch);
        }
        else
        {
            ConvectionProjection.Project(plan, density, px, py, n, projection, scratch);
        }
        if (columns.Has(OwnParameters.Rotation))
        {
            turn.Mix(_images.AsSpan((1 + latents) * pixels, 3 * pixels));
        }
        int whole = columns.Count;
        Span<float> re = Spectrum(whole)[..length], im = Spectrum(whole)[length..];
        fft.Forward(projection, re, im, _fftScratch);
        for (int c = 0; c < columns.Moving; c++)
        {
            Span<float> tangent = Spectrum(c);
            fft.Forward(_images.AsSpan((c < linear ? c : 1 + c) * pixels, pixels), tangent[..length], tangent[length..], _fftScratch);
        }
        if (columns.Has(OwnParameters.Shift))
        {
            TangentLoss.Shift(n, re, im, Spectrum(columns.Moving), Spectrum(columns.Moving + 1));
        }
        if (columns.Has(OwnParameters.Contrast))
        {
            TangentLoss.Scale(re, im, [], 1 / contrast, Spectrum(columns.Find(OwnParameters.Contrast)));
        }
        int at = image * length;
        if (columns.Has(OwnParameters.Defocus))
        {
            TangentLoss.Scale(re, im, shard.DefocusSlope!.AsSpan(at, length), 1, Spectrum(columns.Find(OwnParameters.Defocus)));
        }
        ReadOnlySpan<float> targetRe = shard.TargetReal.AsSpan(at, length), targetIm = shard.TargetImaginary.AsSpan(at, length), weight = shard.Weight.AsSpan(at, length);
        (double cross, double power) = SpectrumLoss.Inner(n, re, im, targetRe, targetIm, weight);
        TangentLoss.Weigh(n, re, im, targetRe, targetIm, weight, contrast, _residual.AsSpan(0, 2 * length), _power.AsSpan(0, length));
        TangentLoss.Fill(_tangents.AsSpan(0, 2 * columns.Count * length), _residual, _power, equations.Gradient(image), equations.Hessian(image), _weighted);
        double prior = first > 0 ? AddPriors(deformed, flowTangents, tangentStride, equations, image) : Prior(deformed);
        equations.Energies[image] = new(cross, power, prior);

        Span<float> Column(int c) => _velocities.AsSpan(2 * c * plan.VertexCount, 2 * plan.VertexCount);
        Span<float> Spectrum(int c) => _tangents.AsSpan(2 * c * length, 2 * length);
    }

    private double Prior(ReadOnlySpan<float> deformed) => deformed.IsEmpty || !priors.Any ? 0 : priors.EnergyAndGradient(deformed, []);

    // Adds the priors on the flow to gradient and Hessian of the latents; returns their energy.
    private double AddPriors(ReadOnlySpan<float> deformed, ReadOnlySpan<float> flowTangents, int stride, NormalEquations equations, int image)
    {
        if (!priors.Any)
        {
            return 0;
        }
        int count = equations.Columns.Count, latents = equations.Columns.LatentDimension;
        Span<double> hessian = equations.Hessian(image), curvatures = stackalloc double[latents * latents];
        curvatures.Clear();
        double energy = priors.Along(deformed, flowTangents, stride, equations.Gradient(image)[..latents], curvatures);
        for (int k = 0; k < latents; k++)
        {
            for (int l = 0; l < latents; l++)
            {
                hessian[k * count + l] += curvatures[k * latents + l];
            }
        }
        return energy;
    }

    private void Reserve(ParameterColumns columns, int vertices)
    {
        int pixels = problem.Box * problem.Box, length = fft.SpectrumLength;
        _velocities = Grown(_velocities, 2 * columns.Find(OwnParameters.Rotation) * vertices);
        _depths = Grown(_depths, columns.Has(OwnParameters.Rotation) ? vertices : 0);
        _images = Grown(_images, (1 + columns.Moving) * pixels);
        _tangents = Grown(_tangents, 2 * (1 + columns.Count) * length);
        _residual = Grown(_residual, 2 * length);
        _power = Grown(_power, length);
    }

    private static float[] Grown(float[] array, int length) => array.Length >= length ? array : new float[length];
}
