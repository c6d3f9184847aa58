using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Cpu;

public sealed class LineariseTests
{
    private const OwnParameters All = OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast | OwnParameters.Defocus;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void The_gradient_is_the_slope_of_the_loss_in_every_parameter(double lambda)
    {
        var world = new SmallWorld(box: 24, particles: 5);
        ImageShard shard = Shard(world);
        float[] latents = world.AllLatents(2);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow(), Strengths.Rigidity(lambda)));
        var equations = new NormalEquations(shard.Count, new ParameterColumns(2, All));
        evaluator.Linearise(shard, latents, equations);
        for (int column = 0; column < equations.Columns.Count; column++)
        {
            double step = column < 2 ? 2e-3 : column < 5 ? 2e-3 : column < 7 ? 0.02 : column == 7 ? 0.01 : 5;
            double[] plus = Losses(world, evaluator, latents, column, step), minus = Losses(world, evaluator, latents, column, -step);
            double[] slopes = [.. plus.Zip(minus, (a, b) => (a - b) / (2 * step))];
            double scale = slopes.Max(Math.Abs);
            for (int i = 0; i < shard.Count; i++)
            {
                // A shift acts on the spline's samples, its derivative on their spectrum: they differ where the spline repeats beyond Nyquist.
                equations.Gradient(i)[column].ShouldBe(slopes[i], (column is 5 or 6 ? 0.05 : 0.01) * scale, $"column {column}, image {i}");
            }
        }
    }

    [Fact]
    public void The_hessian_of_a_perfect_image_is_the_curvature_of_its_loss()
    {
        var world = new SmallWorld(box: 24, particles: 3);
        float[] latents = world.AllLatents(2), parameters = world.LivelyFlow();
        float[][] images = [.. Enumerable.Range(0, 3).Select(p => world.Project(p, world.Voxels, world.Flow(parameters, latents.AsSpan(2 * p, 2))))];
        ImageShard shard = world.Shard(images);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, parameters));
        var equations = new NormalEquations(3, new ParameterColumns(2, OwnParameters.Latents | OwnParameters.Rotation | OwnParameters.Shift | OwnParameters.Contrast));
        evaluator.Linearise(shard, latents, equations);
        int count = equations.Columns.Count;
        for (int i = 0; i < 3; i++)
        {
            Span<double> hessian = equations.Hessian(i);
            for (int a = 0; a < count; a++)
            {
                double scale = hessian[a * count + a];
                scale.ShouldBeGreaterThan(0);
                Math.Abs(equations.Gradient(i)[a]).ShouldBeLessThan(2e-3 * Math.Sqrt(scale) * Math.Sqrt(2 * shard.Constant[i]));
                for (int b = 0; b < count; b++)
                {
                    hessian[a * count + b].ShouldBe(hessian[b * count + a]);
                    Math.Abs(hessian[a * count + b]).ShouldBeLessThanOrEqualTo(1.0001 * Math.Sqrt(scale * hessian[b * count + b]));
                }
            }
        }
        // The loss of a perfect image is ½ δᵀHδ: one step along two coordinates at once.
        float[] moved = [.. latents.Select((z, i) => z + (i % 2 == 0 ? 0.004f : -0.003f))];
        var energies = new CandidateEnergy[3];
        evaluator.Evaluate(shard, moved, 1, energies);
        for (int i = 0; i < 3; i++)
        {
            Span<double> h = equations.Hessian(i);
            double expected = 0.5 * (h[0] * 0.004 * 0.004 - 2 * h[1] * 0.004 * 0.003 + h[count + 1] * 0.003 * 0.003);
            double before = equations.Energies[i].Data(shard.Constant[i], 1);
            (energies[i].Data(shard.Constant[i], 1) - before).ShouldBe(expected, 0.1 * expected);
        }
    }

    [Fact]
    public void Images_that_are_left_out_keep_their_equations_and_the_others_are_the_same()
    {
        var world = new SmallWorld(box: 16, particles: 5);
        ImageShard shard = world.LivelyShard();
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels, world.LivelyFlow()));
        NormalEquations all = new(5, new ParameterColumns(2, OwnParameters.Latents | OwnParameters.Shift)), some = new(5, all.Columns);
        evaluator.Linearise(shard, world.AllLatents(2), all);
        (some.LeftOut[1], some.LeftOut[4]) = (true, true);
        evaluator.Linearise(shard, world.AllLatents(2), some);
        for (int i = 0; i < 5; i++)
        {
            some.Energies[i].ShouldBe(some.LeftOut[i] ? default : all.Energies[i]);
            some.Gradient(i).ToArray().ShouldBe(some.LeftOut[i] ? new double[4] : all.Gradient(i).ToArray());
            some.Hessian(i).ToArray().ShouldBe(some.LeftOut[i] ? new double[16] : all.Hessian(i).ToArray());
        }
    }

    [Fact]
    public void The_rigid_model_has_poses_but_no_latents()
    {
        var world = new SmallWorld(box: 16, particles: 4);
        ImageShard shard = world.LivelyShard();
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        var pose = new NormalEquations(4, new ParameterColumns(2, OwnParameters.Rotation | OwnParameters.Shift));
        var energies = new CandidateEnergy[4];
        evaluator.Linearise(shard, world.AllLatents(2), pose);
        evaluator.Evaluate(shard, world.AllLatents(2), 1, energies);
        pose.Columns.Count.ShouldBe(5);
        for (int i = 0; i < 4; i++)
        {
            pose.Energies[i].Cross.ShouldBe(energies[i].Cross, 1e-5 * Math.Abs(energies[i].Cross) + 1e-6);
            pose.Energies[i].Power.ShouldBe(energies[i].Power, 1e-5 * energies[i].Power);
        }
        Should.Throw<InvariantException>(() => evaluator.Linearise(shard, world.AllLatents(2), new NormalEquations(4, new ParameterColumns(2, OwnParameters.Latents))));
    }

    // Images at contrasts of their own, with a CTF that a defocus changes as exp(slope·defocus).
    private static ImageShard Shard(SmallWorld world)
    {
        ImageShard shard = world.LivelyShard();
        shard.DefocusSlope = new float[shard.Count * shard.SpectrumLength];
        for (int i = 0; i < shard.DefocusSlope.Length; i++)
        {
            shard.DefocusSlope[i] = (float)(1e-3 * CounterRandom.Normal(4, 2, 0, 0, (ulong)i));
        }
        for (int i = 0; i < shard.Count; i++)
        {
            shard.Contrast[i] = 0.7f + 0.1f * i;
        }
        return shard;
    }

    private static double[] Losses(SmallWorld world, SimdShardEvaluator evaluator, float[] latents, int column, double step)
    {
        ImageShard shard = Shard(world);
        float[] at = [.. latents];
        for (int i = 0; i < shard.Count; i++)
        {
            Span<float> pose = shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength);
            switch (column)
            {
                case < 2:
                    at[2 * i + column] += (float)step;
                    break;
                case < 5:
                    TurnedPose.Turn(pose, column - 2, step);
                    break;
                case < 7:
                    pose[6 + column - 5] += (float)step;
                    break;
                case 7:
                    shard.Contrast[i] += (float)step;
                    break;
                default:
                    int length = shard.SpectrumLength;
                    for (int k = i * length; k < (i + 1) * length; k++)
                    {
                        float factor = (float)Math.Exp(step * shard.DefocusSlope![k]);
                        (shard.TargetReal[k], shard.TargetImaginary[k], shard.Weight[k]) = (shard.TargetReal[k] * factor, shard.TargetImaginary[k] * factor, shard.Weight[k] * factor * factor);
                    }
                    break;
            }
        }
        var energies = new CandidateEnergy[shard.Count];
        evaluator.Evaluate(shard, at, 1, energies);
        return [.. energies.Select((e, i) => e.Data(shard.Constant[i], shard.Contrast[i]) + e.Prior)];
    }
}
