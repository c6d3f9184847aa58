using Flex3D.Stages.Coarse;
using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Subspaces;

/// <summary>Computes the posteriors of a shard's images, and from them the gradient of the components. Used by one thread at a time.</summary>
/// <remarks>
/// The gradient of the mean loss over the posterior, ⟨z_k ∂E/∂V⟩, needs ⟨z⟩ and ⟨zzᵀ⟩ alone. It is that at z = m ± d, m being the mean and ddᵀ in the mean the covariance
/// (<see cref="SubspacePosterior.Deviation"/>): of both signs together the noise of the image enters times m alone, and not times a draw.
/// </remarks>
public sealed class SubspaceWorker : IDisposable
{
    private readonly SubspaceOptions _options;
    private readonly CoarseImages _images;
    private readonly NormalEquations _equations;
    private readonly SubspacePosterior _posterior;
    private readonly float[] _latents, _deviations, _half;

    /// <param name="engine">The engine.</param>
    /// <param name="box">Box of the training images, pixels.</param>
    /// <param name="problem">The problem at the smaller box, whose latents have q coordinates.</param>
    public SubspaceWorker(IEngine engine, int box, EngineProblem problem, SubspaceOptions options)
    {
        _options = options;
        _images = new CoarseImages(engine, box, problem, options.ShardSize);
        _equations = new NormalEquations(options.ShardSize, new ParameterColumns(options.Components, OwnParameters.Latents | OwnParameters.Contrast));
        _posterior = new SubspacePosterior(options.Components, options.ContrastSpread);
        _latents = new float[options.ShardSize * options.Components];
        _deviations = new float[_latents.Length];
        _half = new float[options.Components * problem.Binding.Count];
    }

    /// <summary>Finds the posteriors of the images of a buffer; where components are fitted, also the gradient of these in the images.</summary>
    /// <param name="model">The model at the smaller box, with its components.</param>
    /// <param name="phase">The phase, on which the signs of the deviations depend.</param>
    /// <param name="fits">Whether components are fitted; else the gains of the images are computed.</param>
    public void Infer(SubspaceBuffer buffer, ModelSnapshot model, int phase, bool fits)
    {
        int q = _options.Components, count = buffer.Shard.Count;
        (IShardEvaluator evaluator, ImageShard shard) = _images.Of(buffer.Shard, model);
        _latents.AsSpan().Clear();
        evaluator.Linearise(shard, _latents.AsSpan(0, count * q), _equations);
        buffer.Moments.AsSpan().Clear();
        Span<double> deviation = stackalloc double[q];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> gradient = _equations.Gradient(i), hessian = _equations.Hessian(i);
            _posterior.Set(gradient, hessian);
            _posterior.Deviation((shard.Particles[i] + phase) % (q + 1), deviation);
            for (int k = 0; k < q; k++)
            {
                buffer.Latents[i * q + k] = (float)_posterior.Mean[k];
                _deviations[i * q + k] = (float)deviation[k];
            }
            if (fits)
            {
                shard.Contrast[i] = (float)Math.Clamp(1 + _posterior.Mean[q], 0.2, 5);
                AddMoments(buffer.Moments, hessian);
            }
            else
            {
                _posterior.Gains(gradient, hessian, buffer.Gains.AsSpan(i * q, q));
            }
        }
        if (fits)
        {
            Accumulate(evaluator, shard, buffer);
        }
    }

    public void Dispose() => _images.Dispose();

    private void AddMoments(double[] moments, ReadOnlySpan<double> hessian)
    {
        int q = _options.Components, n = q + 1;
        for (int a = 0; a < q; a++)
        {
            for (int b = 0; b < q; b++)
            {
                moments[a * q + b] += _posterior.Mean[a] * _posterior.Mean[b] + _posterior.Covariance[a * n + b];
                moments[(q + a) * q + b] += hessian[a * n + b];
            }
        }
    }

    private void Accumulate(IShardEvaluator evaluator, ImageShard shard, SubspaceBuffer buffer)
    {
        int used = shard.Count * _options.Components;
        Span<CandidateEnergy> energies = stackalloc CandidateEnergy[shard.Count];
        _half.AsSpan().Clear();
        foreach (float sign in (ReadOnlySpan<float>)[1, -1])
        {
            for (int i = 0; i < used; i++)
            {
                _latents[i] = buffer.Latents[i] + sign * _deviations[i];
            }
            evaluator.AccumulateComponentGradient(shard, _latents.AsSpan(0, used), _half, energies);
        }
        for (int i = 0; i < _half.Length; i++)
        {
            buffer.Gradient[i] = 0.5f * _half[i];
        }
    }
}
