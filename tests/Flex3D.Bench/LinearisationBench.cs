using System.Diagnostics;
using Flex3D.Bench.Gpu;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;

namespace Flex3D.Bench;

/// <summary>What value, gradient and Gauss-Newton Hessian of an image in its own parameters cost on one core, in projections: evaluations of one candidate.</summary>
/// <remarks>Projections and linearisations take turns, so that what else the machine does slows both; the ratio is the median of the turns' ratios.</remarks>
internal static class LinearisationBench
{
    private const int Images = 32, Rounds = 61;

    private const OwnParameters Pose = OwnParameters.Rotation | OwnParameters.Shift;

    private static readonly (string Name, OwnParameters Parameters)[] s_columns =
    [
        ("latents", OwnParameters.Latents),
        ("rotation", OwnParameters.Rotation),
        ("latents, pose, contrast", OwnParameters.Latents | Pose | OwnParameters.Contrast),
        ("all", OwnParameters.Latents | Pose | OwnParameters.Contrast | OwnParameters.Defocus),
    ];

    public static void Run()
    {
        Console.WriteLine($"{"box",4} {"voxels",7} {"vertices",8} | {"parameters",-24} {"P",3} | {"projection µs",13} {"linearised µs",13} | {"projections",11}");
        foreach ((int box, int voxels, int cells) in (ReadOnlySpan<(int, int, int)>)[(64, 25_000, 13), (64, 31_700, 13), (96, 60_000, 18), (128, 120_000, 20)])
        {
            var ball = new BallProblem(new() { Device = null, Box = box, Voxels = voxels, Cells = cells }, Images);
            ImageShard shard = ball.Shard(Images);
            shard.DefocusSlope = [.. Enumerable.Range(0, shard.Weight.Length).Select(i => 1e-3f * (i * 7919 % 1000 / 1000f - 0.5f))];
            float[] latents = ball.Latents(Images);
            var energies = new CandidateEnergy[Images];
            using var evaluator = new SimdShardEvaluator(ball.Problem);
            evaluator.SetModel(ball.Model);
            foreach ((string name, OwnParameters parameters) in s_columns)
            {
                var equations = new NormalEquations(Images, new ParameterColumns(ball.Problem.Flow.LatentDimension, parameters));
                var times = new (double Projection, double Linearised)[Rounds];
                for (int round = 0; round < 2 * Rounds; round++) // methods are compiled in the first half
                {
                    double projection = Seconds(() => evaluator.Evaluate(shard, latents, 1, energies));
                    times[round % Rounds] = (projection, Seconds(() => evaluator.Linearise(shard, latents, equations)));
                }
                Console.WriteLine(
                    $"{box,4} {ball.Problem.Binding.Count,7} {ball.Problem.Mesh.VertexCount,8} | {name,-24} {equations.Columns.Count,3} | {Stopwatches.Median([.. times.Select(t => t.Projection)]) * 1e6 / Images,13:f1} "
                    + $"{Stopwatches.Median([.. times.Select(t => t.Linearised)]) * 1e6 / Images,13:f1} | {Stopwatches.Median([.. times.Select(t => t.Linearised / t.Projection)]),11:f2}");
            }
        }
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
