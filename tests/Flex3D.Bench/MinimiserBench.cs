using System.Diagnostics;
using Flex3D.Stages.Reconstruction;

namespace Flex3D.Bench;

/// <summary>What L-BFGS's own vector operations cost a pass, beside which a pass evaluates every image.</summary>
internal static class MinimiserBench
{
    private const int Passes = 16;

    public static void Run()
    {
        const int Voxels = 288_359;
        float[] curvature = [.. Enumerable.Range(0, Voxels).Select(i => 1 + 999f * i / Voxels)], gradient = new float[Voxels], point = new float[Voxels];
        var minimiser = new LBfgs(new float[Voxels]);
        var seconds = new List<double>();
        for (int pass = 0; pass < Passes; pass++)
        {
            long began = Stopwatch.GetTimestamp();
            minimiser.Next(point);
            TimeSpan next = Stopwatch.GetElapsedTime(began);
            double energy = Evaluate();
            began = Stopwatch.GetTimestamp();
            minimiser.Report(energy, gradient);
            seconds.Add((next + Stopwatch.GetElapsedTime(began)).TotalSeconds);
        }
        double full = seconds.Skip(Passes / 2).Order().First() * 1e9 / Voxels; // once its history is full
        Console.WriteLine($"L-BFGS, {Voxels} voxels: {full:f1} ns a voxel and pass, for all images of the pass together");

        // ½ xᵀDx − 1ᵀx.
        double Evaluate()
        {
            double energy = 0;
            for (int i = 0; i < Voxels; i++)
            {
                gradient[i] = curvature[i] * point[i] - 1;
                energy += 0.5 * curvature[i] * point[i] * point[i] - point[i];
            }
            return energy;
        }
    }
}
