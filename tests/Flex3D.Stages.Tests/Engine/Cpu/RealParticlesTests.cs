using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Cpu;

/// <summary>Ten real TRPV1 particles (EMPIAR-10059): pose, shift, CTF and grey-scale conventions all at once.</summary>
public sealed class RealParticlesTests
{
    [Fact]
    public void Projections_of_the_map_correlate_with_the_real_particles()
    {
        ParticleTable table = ParticleTableReader.Read(
            SharedData.Require("trpv1/trpv1_small_stack.star"), new ParticleReadOptions { StackOverride = SharedData.Require("trpv1/trpv1_small_stack.mrcs") });
        DensityMap map = MrcMap.Read(SharedData.Require("trpv1/trpv1_volume.mrc"));
        int n = map.Box;
        var mask = new DensityMap(n, table.Optics[0].PixelSizeAngstrom);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            double dx = i % n - n / 2, dy = i / n % n - n / 2, dz = i / n / n - n / 2;
            mask.Values[i] = dx * dx + dy * dy + dz * dz < (n / 2 - 1) * (n / 2 - 1) ? 1 : 0;
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(mask, null, new MeshOptions { CellsAcrossBox = 6 });
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        using var stacks = new ParticleStacks(table);
        int[] particles = [.. Enumerable.Range(0, 10)];
        var source = new FullSizeParticles(table, stacks, new UnitNoise());
        var images = new ImageBatch(n, 10);
        var shard = new ImageShard(n, 10);
        source.Read(particles, images);
        source.Transform(images);
        source.SetTerms(images, shard);

        using var evaluator = new SimdShardEvaluator(new EngineProblem(n, mask.PixelSizeAngstrom, mesh, binding, new FlowArchitecture(1, 2, 32, mesh.VertexCount, true)));
        evaluator.SetModel(new ModelSnapshot([.. binding.Voxels.Select(flat => map.Values[flat])]));
        double all = Correlations(evaluator, shard).Average();
        BandLimit(shard, 0.375); // 13 Å: finer than that these images hold noise
        double[] right = Correlations(evaluator, shard);
        TestContext.Current.TestOutputHelper?.WriteLine($"all frequencies: mean {all:f4}; to 13 Å: mean {right.Average():f4}, each {string.Join(" ", right.Select(c => c.ToString("f3")))}");
        table.Count.ShouldBe(10);
        all.ShouldBeGreaterThan(0.17);
        right.Average().ShouldBeGreaterThan(0.24);
        right.Min().ShouldBeGreaterThan(0.18);

        float[] poses = [.. shard.Pose];
        for (int p = 0; p < 10; p++)
        {
            Rotation a = table[p].Rotation;
            double[] transposed = [a.M00, a.M10, a.M20, a.M01, a.M11, a.M21];
            transposed.Select(v => (float)(v / mask.PixelSizeAngstrom)).ToArray().CopyTo(shard.Pose, 8 * p);
        }
        Correlations(evaluator, shard).Average().ShouldBeLessThan(0.8 * right.Average());
        poses.CopyTo(shard.Pose, 0);
        for (int p = 0; p < 10; p++)
        {
            (shard.Pose[8 * p + 6], shard.Pose[8 * p + 7]) = (n / 2, n / 2);
        }
        Correlations(evaluator, shard).Average().ShouldBeLessThan(0.4 * right.Average()); // without the shifts
    }

    // Takes frequencies beyond a limit (cycles/pixel) out of images and loss.
    private static void BandLimit(ImageShard shard, double limit)
    {
        int n = shard.Box, columns = n / 2 + 1;
        for (int i = 0; i < shard.Count; i++)
        {
            double energy = 0;
            for (int k = 0; k < shard.SpectrumLength; k++)
            {
                int at = i * shard.SpectrumLength + k, y = k / columns, x = k % columns;
                double fy = (y < n / 2 ? y : y - n) / (double)n, fx = x / (double)n;
                if (fx * fx + fy * fy > limit * limit)
                {
                    (shard.TargetReal[at], shard.TargetImaginary[at], shard.Weight[at]) = (0, 0, 0);
                }
                else if (shard.Weight[at] > 0)
                {
                    // |F|² = |B|² / W, since B = κCF and W = κ²C².
                    energy += (x == 0 ? 1 : 2) * ((double)shard.TargetReal[at] * shard.TargetReal[at] + (double)shard.TargetImaginary[at] * shard.TargetImaginary[at]) / shard.Weight[at];
                }
            }
            shard.Constant[i] = 0.5 * energy / ((double)n * n);
        }
    }

    private static double[] Correlations(SimdShardEvaluator evaluator, ImageShard shard)
    {
        var energies = new CandidateEnergy[10];
        evaluator.Evaluate(shard, new float[10], 1, energies);
        return [.. energies.Select((e, i) => e.Cross / Math.Sqrt(2 * shard.Constant[i] * e.Power))];
    }
}
