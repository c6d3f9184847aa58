using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;

namespace Flex3D.Bench.Gpu;

/// <summary>Whether a device computes what the processor computes for one shard of a box and a mesh as large as those of real work.</summary>
internal static class ShardParity
{
    /// <summary>Greatest difference: of an energy relative to the largest, of a gradient relative to its norm.</summary>
    private const double Tolerance = 2e-5;

    private sealed record Found(CandidateEnergy[] Energies, float[] Flow, float[] Map);

    /// <summary>Computes energies and gradients of some images on both, and a second time on the device; tells the differences.</summary>
    /// <exception cref="DeviceException">They differ by more than rounding, or the device's own bits differ.</exception>
    public static void Require(IEngine engine, BallProblem ball, int images, Action<FormattableString> tell)
    {
        using var processor = new SimdEngine();
        Found expected = Solve(processor, ball, images), found = Solve(engine, ball, images), again = Solve(engine, ball, images);
        if (!found.Energies.AsSpan().SequenceEqual(again.Energies) || !found.Flow.AsSpan().SequenceEqual(again.Flow) || !found.Map.AsSpan().SequenceEqual(again.Map))
        {
            throw new DeviceException($"{engine.Name} does not compute the same bits in two runs");
        }
        double scale = expected.Energies.Max(energy => energy.Power), prior = expected.Energies.Max(energy => energy.Prior);
        double energies = expected.Energies.Zip(found.Energies, (one, other) => Math.Max(Math.Abs(one.Cross - other.Cross), Math.Abs(one.Power - other.Power)) / scale).Max();
        double priors = expected.Energies.Zip(found.Energies, (one, other) => Math.Abs(one.Prior - other.Prior) / Math.Max(prior, double.Epsilon)).Max();
        (double flow, double map) = (Distance(expected.Flow, found.Flow), Distance(expected.Map, found.Map));
        tell($"differences from the processor: energies {energies:e1}, prior {priors:e1}, gradient of the flow {flow:e1}, gradient of the map {map:e1} (allowed {Tolerance:e1}); the same bits twice");
        if (!(energies <= Tolerance && priors <= Tolerance && flow <= Tolerance && map <= Tolerance)) // NaN counts as a difference
        {
            throw new DeviceException($"{engine.Name} disagrees with the processor");
        }
    }

    private static Found Solve(IEngine engine, BallProblem ball, int images)
    {
        using IShardEvaluator evaluator = engine.CreateEvaluator(ball.Problem);
        ImageShard shard = ball.Shard(images);
        float[] latents = ball.Latents(images);
        var result = new Found(new CandidateEnergy[images], new float[ball.Model.FlowParameters!.Length], new float[ball.Model.Voxels.Length]);
        var beside = new CandidateEnergy[images];
        evaluator.SetModel(ball.Model);
        evaluator.Evaluate(shard, latents, 1, result.Energies);
        evaluator.AccumulateFlowGradient(shard, latents, result.Flow, beside);
        evaluator.AccumulateMapGradient(shard, latents, result.Map, beside);
        return result;
    }

    private static double Distance(float[] expected, float[] found)
    {
        double norm = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            norm += (double)expected[i] * expected[i];
            difference += ((double)expected[i] - found[i]) * ((double)expected[i] - found[i]);
        }
        return Math.Sqrt(difference / norm);
    }
}
