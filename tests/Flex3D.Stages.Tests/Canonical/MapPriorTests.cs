using Flex3D.Stages.Canonical;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Canonical;

/// <summary>The prior of a map against maps whose power is known, and the information of images against their energies.</summary>
public sealed class MapPriorTests
{
    [Fact]
    public void The_estimate_goes_to_the_power_of_the_true_map()
    {
        // Shells of much, as much, little and no signal in noise of 0.3/(100 · 2).
        double noise = 0.3 / 200;
        double[] truth = [50 * noise, noise, 0.5 * noise, 0];
        var prior = new MapPrior([2, 2, 2, 2], 100, 0.3);
        float[] power = new float[4];
        prior.Begin([.. truth.Select(s => s + noise)], power);
        for (int round = 0; round < 40; round++)
        {
            double[] ofMean = [.. truth.Select((s, r) => Math.Pow(power[r] / (power[r] + noise), 2) * (s + noise))];
            prior.Improve(ofMean, power);
        }
        for (int r = 0; r < 3; r++)
        {
            ((double)power[r]).ShouldBe(truth[r], 0.02 * truth[r]);
        }
        ((double)power[3]).ShouldBe(0.25 * noise, 1e-9); // what lets a shell grow that seemed empty
        prior.Precision(power, 1).ShouldBe(2, 0.05); // a signal as strong as the noise counts as much as the data of an image
    }

    [Fact]
    public void The_information_is_the_curvature_of_the_images_loss()
    {
        var world = new SmallWorld(particles: 200);
        var source = new MemorySource(world.Table, [.. Enumerable.Repeat(new float[256], 200)]);
        double[] information = MapInformation.Of(source, 200).InMask(world.Binding, 1);
        using IEngine engine = new SimdEngine();
        using IShardEvaluator evaluator = engine.CreateEvaluator(world.Problem);
        ImageShard shard = source.Shard();
        var energies = new CandidateEnergy[200];
        var map = new CanonicalMap(world.Binding, 1);
        foreach (int shell in (int[])[2, 3, 4, 5])
        {
            // Random waves of one shell in the mask: ⟨W S, S⟩ is their power times the information.
            double curvature = 0, expected = 0;
            for (ulong draw = 0; draw < 6; draw++)
            {
                float[] voxels = Waves(world, shell, draw);
                evaluator.SetModel(new ModelSnapshot(voxels));
                evaluator.Evaluate(shard, new float[400], 1, energies);
                curvature += energies.Average(energy => energy.Power);
                expected += information[shell] * voxels.Sum(v => (double)v * v);
            }
            curvature.ShouldBe(expected, 0.25 * expected, $"shell {shell}");
        }
    }

    private static float[] Waves(SmallWorld world, int shell, ulong draw) => [.. world.Binding.Voxels.ToArray().Select((v, i) =>
    {
        (int x, int y, int z) = (v % 16, v / 16 % 16, v / 256);
        double sum = 0;
        for (int wave = 0; wave < 12; wave++)
        {
            double[] k = [.. Enumerable.Range(0, 3).Select(axis => CounterRandom.Normal(77, 0, draw, (ulong)wave, (ulong)axis))];
            double length = Math.Sqrt(k.Sum(c => c * c)), phase = 2 * Math.PI * CounterRandom.Uniform(77, 1, draw, (ulong)wave, 9);
            sum += Math.Cos(2 * Math.PI * shell / length * (k[0] * x + k[1] * y + k[2] * z) / 16 + phase);
        }
        return (float)sum * world.Binding.Mask[i];
    })];
}
