using System.Collections.Concurrent;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary>An engine that holds each shard's gradient back for a while that a hash of the shard decides, so that shards arrive in another order.</summary>
/// <param name="longest">Longest time a gradient is held back.</param>
/// <param name="arrivals">First particle of each shard, in the order they arrived.</param>
internal sealed class ShuffledEngine(IEngine engine, ulong seed, TimeSpan longest, ConcurrentQueue<int> arrivals) : IEngine
{
    private int _calls;

    public string Name => engine.Name;

    public string BackendId => engine.BackendId;

    public IShardEvaluator CreateEvaluator(EngineProblem problem) => new Evaluator(engine.CreateEvaluator(problem), this);

    public void Dispose() => engine.Dispose();

    private void Hold(ImageShard shard)
    {
        int first = shard.Particles[0];
        Thread.Sleep(longest * CounterRandom.Uniform(seed, 0x5F, (ulong)Interlocked.Increment(ref _calls), (ulong)first, 0));
        arrivals.Enqueue(first);
    }

    private sealed class Evaluator(IShardEvaluator evaluator, ShuffledEngine owner) : IShardEvaluator
    {
        public void SetModel(ModelSnapshot model) => evaluator.SetModel(model);

        public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies) =>
            evaluator.Evaluate(shard, latents, candidates, energies);

        public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => evaluator.Linearise(shard, latents, equations);

        public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies)
        {
            evaluator.AccumulateFlowGradient(shard, latents, parameterGradient, energies);
            owner.Hold(shard);
        }

        public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies)
        {
            evaluator.AccumulateMapGradient(shard, latents, voxelGradient, energies);
            owner.Hold(shard);
        }

        public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies) =>
            evaluator.AccumulateComponentGradient(shard, latents, componentGradient, energies);

        public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => evaluator.EvaluatePrior(prior, latents, energies);

        public void Dispose() => evaluator.Dispose();
    }
}
