using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Priors;

namespace Flex3D.Stages.Training;

/// <summary>One worker's evaluator and scratch memory; used by one thread at a time.</summary>
public sealed class TrainingWorker : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly int _dimension;
    private readonly LatentSearch _search;
    private readonly HeldOutValidation _validation;
    private readonly float[] _noisy;

    public TrainingWorker(IEngine engine, EngineProblem problem, TrainingOptions options)
    {
        _options = options;
        _dimension = problem.Flow.LatentDimension;
        Evaluator = engine.CreateEvaluator(problem);
        _search = new LatentSearch(_dimension, options.ShardSize);
        _validation = new HeldOutValidation(problem.Box, options.ShardSize, _dimension, options.Seed);
        _noisy = new float[options.ShardSize * _dimension];
    }

    /// <summary>Bytes of the large arrays of a worker, beside its evaluator's.</summary>
    public static long BytesOf(EngineProblem problem, TrainingOptions options) => HeldOutValidation.BytesOf(problem.Box, options.ShardSize);

    public IShardEvaluator Evaluator { get; }

    /// <summary>Infers the shard's latents, or evaluates them where they are, and leaves each image's energies in the buffer.</summary>
    public void Infer(TrainingBuffer buffer, ModelSnapshot model, LatentSearchSettings? search, int epoch)
    {
        Evaluator.SetModel(model);
        if (search is null)
        {
            Evaluator.Evaluate(buffer.Shard, buffer.Latents, 1, buffer.Energies);
        }
        else
        {
            Span<float> latents = buffer.Particles.Write(ParticleColumns.Latents, ColumnWriters.Training);
            _search.Run(Evaluator, buffer.Shard, search, _options.Seed, (ulong)epoch, latents, buffer.Energies);
        }
    }

    /// <summary>Flow gradient at latents with noise added (the paper's noise injection); the noise depends on particle, epoch and sub-step alone.</summary>
    public void AccumulateFlow(TrainingBuffer buffer, ModelSnapshot model, int epoch, int subStep, int parameters)
    {
        ImageShard shard = buffer.Shard;
        ReadOnlySpan<float> latents = buffer.Latents;
        for (int i = 0; i < shard.Count; i++)
        {
            for (int k = 0; k < _dimension; k++)
            {
                double noise = CounterRandom.Normal(_options.Seed, Purpose.LatentNoise, (ulong)epoch, (ulong)shard.Particles[i], (ulong)(subStep * _dimension + k));
                _noisy[i * _dimension + k] = latents[i * _dimension + k] + (float)(_options.LatentNoise * noise);
            }
        }
        Span<float> gradient = buffer.Gradient.AsSpan(0, parameters);
        gradient.Clear();
        Evaluator.SetModel(model);
        Span<CandidateEnergy> energies = stackalloc CandidateEnergy[shard.Count];
        Evaluator.AccumulateFlowGradient(shard, _noisy.AsSpan(0, shard.Count * _dimension), gradient, energies);
    }

    /// <summary>Leaves E_rigid of each image in the buffer, for the record of an epoch.</summary>
    /// <param name="noisy">At the latents of the last flow gradient, noise included, and not at the images' own.</param>
    public void MeasureRigidity(TrainingBuffer buffer, ModelSnapshot model, bool noisy)
    {
        int count = buffer.Shard.Count;
        Evaluator.SetModel(model);
        Evaluator.EvaluatePrior(RigidityPrior.Name, noisy ? _noisy.AsSpan(0, count * _dimension) : buffer.Latents, buffer.Rigidity.AsSpan(0, count));
    }

    /// <summary>Map gradient of the flexed model and of its rigid control, one after the other in the buffer.</summary>
    public void AccumulateMap(TrainingBuffer buffer, ModelSnapshot flexed, ModelSnapshot rigid, int voxels)
    {
        ReadOnlySpan<float> latents = buffer.Latents;
        Span<float> gradient = buffer.Gradient.AsSpan(0, 2 * voxels);
        gradient.Clear();
        Evaluator.SetModel(flexed);
        Evaluator.AccumulateMapGradient(buffer.Shard, latents, gradient[..voxels], buffer.Energies);
        Span<CandidateEnergy> control = stackalloc CandidateEnergy[buffer.Shard.Count];
        Evaluator.SetModel(rigid);
        Evaluator.AccumulateMapGradient(buffer.Shard, latents, gradient[voxels..], control);
    }

    /// <summary>Losses of held-out particles under the rigid control and, in the closing epoch, the predictive gain of the motion.</summary>
    public void Validate(TrainingBuffer buffer, ModelSnapshot flexed, ModelSnapshot rigid, bool predictive)
    {
        ImageShard shard = buffer.Shard;
        Span<CandidateEnergy> control = stackalloc CandidateEnergy[shard.Count];
        Evaluator.SetModel(rigid);
        Evaluator.Evaluate(shard, buffer.Latents, 1, control);
        for (int i = 0; i < shard.Count; i++)
        {
            buffer.RigidLoss[i] = control[i].Data(shard.Constant[i], shard.Scale[i]);
        }
        if (predictive)
        {
            _validation.Gains(Evaluator, _search, shard, flexed, rigid, _options.Prior, _options.Seed, buffer.PredictiveGain);
        }
    }

    public void Dispose() => Evaluator.Dispose();
}
