using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;

namespace Flex3D.Pipeline.Tests.Faults;

/// <summary>An engine whose evaluators leave gradients with it, as on a device, and which loses them with their sums after a number of additions.</summary>
/// <param name="maps">Whether only gradients of maps count.</param>
internal sealed class KeepingEngine(IEngine engine, int additions, Action lost, bool maps = false) : IEngine
{
    private int _left = additions;

    private int Others => maps ? 0 : 1;

    public string Name => engine.Name;

    public string BackendId => engine.BackendId;

    public IShardEvaluator CreateEvaluator(EngineProblem problem) => new Evaluator(engine.CreateEvaluator(problem), problem, this);

    public void Dispose() => engine.Dispose();

    private void Use(int additions)
    {
        if (Interlocked.Add(ref _left, -additions) < 0)
        {
            lost();
            throw new DeviceException("the device has fallen off the bus");
        }
    }

    private sealed class Evaluator(IShardEvaluator inner, EngineProblem problem, KeepingEngine owner) : IShardEvaluator, IGradientKeeper
    {
        public IKeptGradient? KeepMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies)
        {
            var kept = new Kept(new float[problem.Binding.Count], owner, 1);
            inner.AccumulateMapGradient(shard, latents, kept.Values, energies);
            return kept;
        }

        public IKeptGradient? KeepFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies)
        {
            var kept = new Kept(new float[new FlowNetwork(problem.Flow).ParameterCount], owner, owner.Others);
            inner.AccumulateFlowGradient(shard, latents, kept.Values, energies);
            return kept;
        }

        public IKeptGradient? KeepComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<CandidateEnergy> energies)
        {
            var kept = new Kept(new float[problem.Flow.LatentDimension * problem.Binding.Count], owner, owner.Others);
            inner.AccumulateComponentGradient(shard, latents, kept.Values, energies);
            return kept;
        }

        public void SetModel(ModelSnapshot model) => inner.SetModel(model);

        public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies) => inner.Evaluate(shard, latents, candidates, energies);

        public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => inner.Linearise(shard, latents, equations);

        public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies) => inner.AccumulateFlowGradient(shard, latents, gradient, energies);

        public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies) => inner.AccumulateMapGradient(shard, latents, gradient, energies);

        public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> gradient, Span<CandidateEnergy> energies) => inner.AccumulateComponentGradient(shard, latents, gradient, energies);

        public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => inner.EvaluatePrior(prior, latents, energies);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Kept(float[] values, KeepingEngine owner, int counts) : IKeptGradient
    {
        public int Counts => counts;

        public float[] Values => values;

        public int Length => values.Length;

        public IGradientSum? CreateSum() => new Sum(new FixedPointSum(values.Length), owner);

        public void CopyTo(Span<float> gradient) => values.CopyTo(gradient);

        public void Release()
        {
        }
    }

    private sealed class Sum(FixedPointSum sum, KeepingEngine owner) : IGradientSum
    {
        private int _exponent, _terms;

        public void Begin(int exponent, int maximumTerms)
        {
            (_exponent, _terms) = (exponent, maximumTerms);
            sum.Begin(exponent, maximumTerms);
        }

        public bool Add(IKeptGradient gradient)
        {
            owner.Use(((Kept)gradient).Counts);
            sum.Add(((Kept)gradient).Values);
            return true;
        }

        public void MoveTo(Span<long> to)
        {
            owner.Use(0);
            for (int i = 0; i < to.Length; i++)
            {
                to[i] += sum.Raw.Span[i];
            }
            sum.Begin(_exponent, _terms);
        }

        public void Dispose()
        {
        }
    }
}
