using System.Diagnostics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Priors;

namespace Flex3D.Pipeline.Devices;

/// <summary>The speed of an engine, measured on the main work of training: energies of latent candidates.</summary>
/// <param name="ImagesPerSecond">Candidates evaluated a second: flow, projection, transform, loss and rigidity.</param>
/// <param name="Voxels">Voxels splatted for each candidate.</param>
internal readonly record struct EngineRate(double ImagesPerSecond, int Voxels)
{
    private const int Box = 64, Images = 16, Candidates = 8;

    /// <summary>Measures for about <paramref name="length"/>, after one call that is not counted (start-up costs).</summary>
    /// <param name="workers">Number of evaluators that work at once.</param>
    public static EngineRate Measure(IEngine engine, int workers, TimeSpan length)
    {
        EngineProblem problem = Ball();
        float[] parameters = new FlowNetwork(problem.Flow).Initialise(1);
        var model = new ModelSnapshot([.. Enumerable.Repeat(1f, problem.Binding.Count)], parameters, PriorStrengths.None.With(RigidityPrior.Name, 1));
        long done = 0;
        double seconds = 0;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            using IShardEvaluator evaluator = engine.CreateEvaluator(problem);
            var shard = new ImageShard(Box, Images) { Count = Images };
            for (int i = 0; i < Images; i++)
            {
                float turn = 0.2f * i;
                float[] pose = [MathF.Cos(turn), MathF.Sin(turn), 0, -MathF.Sin(turn), MathF.Cos(turn), 0, Box / 2, Box / 2];
                pose.CopyTo(shard.Pose, i * ImageShard.PoseLength);
            }
            float[] latents = [.. Enumerable.Range(0, Images * Candidates * problem.Flow.LatentDimension).Select(i => 0.1f * (i % 7 - 3))];
            var energies = new CandidateEnergy[Images * Candidates];
            evaluator.SetModel(model);
            evaluator.Evaluate(shard, latents, Candidates, energies);
            long began = Stopwatch.GetTimestamp(), own = 0;
            do
            {
                evaluator.Evaluate(shard, latents, Candidates, energies);
                own += energies.Length;
            }
            while (Stopwatch.GetElapsedTime(began) < length);
            double took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            lock (problem)
            {
                done += own;
                seconds = Math.Max(seconds, took);
            }
        });
        return new(done / seconds, problem.Binding.Count);
    }

    // A ball half as wide as the box, of voxels of 1 Å, with a mesh like that of a small protein.
    private static EngineProblem Ball()
    {
        var mask = new DensityMap(Box, 1);
        for (int i = 0; i < mask.Values.Length; i++)
        {
            double x = i % Box - Box / 2, y = i / Box % Box - Box / 2, z = i / Box / Box - Box / 2;
            mask.Values[i] = x * x + y * y + z * z < Box * Box / 16 ? 1 : 0;
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(mask, null, new MeshOptions { CellsAcrossBox = 12 });
        return new EngineProblem(Box, 1, mesh, VoxelBinder.Bind(mesh, mask), new FlowArchitecture(2, 4, 64, mesh.VertexCount, anchored: true));
    }
}
