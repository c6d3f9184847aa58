using Flex3D.Stages.Engine;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests.Parity;

/// <summary>Five noisy images of a small molecule in motion, contrasts that differ, and a model to hold against them.</summary>
internal sealed class ParityWorld
{
    private readonly SmallWorld _world;

    public ParityWorld(int box, bool anchored, bool flexed, double lambda)
    {
        _world = new SmallWorld(box, particles: 5, anchored: anchored);
        Shard = _world.LivelyShard();
        for (int p = 0; p < Shard.Count; p++)
        {
            Shard.Contrast[p] = 0.8f + 0.05f * p;
        }
        Shard.DefocusSlope = [.. Enumerable.Range(0, Shard.Weight.Length).Select(i => (float)(1e-3 * CounterRandom.Normal(8, 207, 0, 0, (ulong)i)))];
        Latents = _world.AllLatents(2);
        Model = new ModelSnapshot(_world.Voxels, flexed ? _world.LivelyFlow() : null, Strengths.Rigidity(lambda));
    }

    /// <summary>A linear density model whose two components are as strong as the map, in waves of their own.</summary>
    public ModelSnapshot Linear => new(Model.Voxels) { Components = [.. Enumerable.Range(0, 2).SelectMany(k => Model.Voxels.Select((value, i) => (float)(1.5 * value * Math.Sin(k + Phase(_world.Binding.Voxels[i], k)))))] };

    public EngineProblem Problem => _world.Problem;
    public ImageShard Shard { get; }
    public int Count => Shard.Count;
    public ModelSnapshot Model { get; }

    /// <summary>[image][K].</summary>
    public float[] Latents { get; }

    /// <summary>Where the flow's output weights begin.</summary>
    public int OutputWeights => _world.Network.OutputWeights;

    // Of a wave at a voxel: some 15 voxels long.
    private double Phase(int flat, int k)
    {
        int n = Problem.Box;
        return 0.3 * (k + 1) * (flat % n) + 0.2 * (flat / n % n) - 0.25 * (k + 1) * (flat / n / n);
    }

    /// <summary>[image][candidate][K].</summary>
    public float[] Candidates(int count) => [.. Enumerable.Range(0, Count).SelectMany(p => Enumerable.Range(0, count).SelectMany(c => _world.Latents(p, (ulong)c)))];

    /// <summary>A random direction among the voxels.</summary>
    public float[] Direction(int length) => [.. Enumerable.Range(0, length).Select(i => (float)(0.1 * CounterRandom.Normal(5, 205, 0, 0, (ulong)i)))];

    /// <summary>A direction among the output weights alone: the energy is smooth there, where a hidden weight can turn units on and off.</summary>
    public float[] OutputDirection()
    {
        float[] way = new float[Model.FlowParameters!.Length];
        for (int i = OutputWeights; i < way.Length; i++)
        {
            way[i] = Model.FlowParameters[i] == 0 ? 0 : (float)(0.1 * CounterRandom.Normal(6, 206, 0, 0, (ulong)i));
        }
        return way;
    }

    /// <summary>The model some way along a line through its map, or its flow.</summary>
    public ModelSnapshot Along(float[]? map, float length, float[]? flow) => Model with
    {
        Voxels = map is null ? Model.Voxels : [.. Model.Voxels.Zip(map, (value, way) => value + length * way)],
        FlowParameters = flow is null ? Model.FlowParameters : [.. Model.FlowParameters!.Zip(flow, (value, way) => value + length * way)],
    };

    /// <summary>Σ E_data + λ E_rigid at the latents.</summary>
    public double Energy(IShardEvaluator evaluator, ModelSnapshot model)
    {
        var energies = new CandidateEnergy[Count];
        evaluator.SetModel(model);
        evaluator.Evaluate(Shard, Latents, 1, energies);
        return energies.Select((energy, i) => energy.Data(Shard.Constant[i], Shard.Contrast[i]) + energy.Prior).Sum();
    }
}
