using Flex3D.Stages.Engine;

namespace Flex3D.Stages.Tests.Inference;

/// <summary>An objective of one's own in place of the engine; notes every candidate.</summary>
internal sealed class FakeEvaluator(int dimension, Func<int, float[], double> energy) : IShardEvaluator
{
    public List<(int Particle, float[] Latent)> Asked { get; } = [];

    public void SetModel(ModelSnapshot model)
    {
    }

    public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies)
    {
        latents.Length.ShouldBe(shard.Count * candidates * dimension);
        for (int row = 0; row < shard.Count * candidates; row++)
        {
            int particle = shard.Particles[row / candidates];
            float[] latent = latents.Slice(row * dimension, dimension).ToArray();
            Asked.Add((particle, latent));
            energies[row] = new CandidateEnergy(-energy(particle, latent), 0, 0);
        }
    }

    public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => throw new InvalidOperationException();

    public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies) => throw new InvalidOperationException();

    public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies) => throw new InvalidOperationException();

    public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies) => throw new InvalidOperationException();

    public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => throw new InvalidOperationException();

    public void Dispose()
    {
    }
}
