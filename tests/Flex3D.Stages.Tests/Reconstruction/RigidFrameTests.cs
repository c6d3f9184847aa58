using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Reconstruction;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Reconstruction;

public sealed class RigidFrameTests
{
    private const int Count = 200, Box = 16, Moved = 2;

    [Fact]
    public void The_flexed_map_and_the_rigid_one_stand_in_the_same_place_however_far_the_frame_of_training_lies_from_it()
    {
        // A training that has drifted by two voxels along x: every particle has the one conformation at z = 1, where the flow is that shift.
        var world = new SmallWorld(Box, Count, latentDimension: 1);
        float[] drift = world.LinearFlow((_, _, _) => (Moved * SmallWorld.Pixel, 0, 0)), latent = [1];
        DensityMap ball = SmallWorld.Sphere(Box, 0.2);
        float[] voxels = [.. world.Binding.Voxels.Select(flat => ball.Values[flat] * world.Density.Values[flat])];
        float[] flow = world.Flow(drift, latent);
        float[][] images = [.. Enumerable.Range(0, Count).Select(p => world.Project(p, voxels, flow))];

        TetrahedralMesh mesh = MeshDeformation.Deformed(world.Mesh, flow);
        DensityMap carried = FrameRebase.CarryMask(world.Mask, world.Mesh, mesh);
        var flexed = new EngineProblem(Box, SmallWorld.Pixel, mesh, VoxelBinder.Bind(mesh, carried), world.Problem.Flow.AnchoredAt(latent));
        var rigid = new EngineProblem(Box, SmallWorld.Pixel, world.Mesh, world.Binding, flexed.Flow);
        ReconstructionPlan plan = ReconstructionPlan.Create(world.Table, 10, 16, seed: 3);
        var state = new ReconstructionState(flexed.Binding.Count, rigid.Binding.Count, new EarlyStopping { Most = 8 });
        float[] latents = new float[Count];
        Array.Fill(latents, 1f);
        var session = new ReconstructionSession([new(flexed, drift), new(flexed, drift)], rigid, new MemorySource(world.Table, images), plan, ParticleBlock.OfLatents(latents, 1), state);
        Reconstruct(session);

        DensityMap flexedMap = session.Map(0), rigidMap = session.Map(2);
        Correlation(flexedMap, rigidMap, 0).ShouldBeGreaterThan(0.97);
        Correlation(flexedMap, rigidMap, Moved).ShouldBeLessThan(0.8); // where the frame of training has it
    }

    private static void Reconstruct(ReconstructionSession session)
    {
        TrainingBuffer buffer = session.CreateBuffer();
        using var engine = new SimdEngine();
        using ReconstructionWorker worker = session.CreateWorker(engine);
        do
        {
            session.BeginPass();
            for (int shard = 0; shard < session.Shards.Count; shard++)
            {
                session.Read(shard, buffer);
                session.Transform(buffer);
                session.SetTerms(buffer);
                session.Accumulate(buffer, worker);
                session.Reduce(buffer.Result());
            }
        }
        while (!session.Commit());
    }

    // Of a map with another, over the middle of the box; the other is taken so many voxels further back along x.
    private static double Correlation(DensityMap a, DensityMap b, int back)
    {
        var pairs = new List<(double A, double B)>();
        for (int i = 0; i < a.Values.Length; i++)
        {
            int x = i % Box, y = i / Box % Box, z = i / Box / Box;
            if (x is >= 4 and < 14 && y is >= 4 and < 12 && z is >= 4 and < 12)
            {
                pairs.Add((a[z, y, x], b[z, y, x - back]));
            }
        }
        double meanA = pairs.Average(p => p.A), meanB = pairs.Average(p => p.B);
        return pairs.Sum(p => (p.A - meanA) * (p.B - meanB)) / Math.Sqrt(pairs.Sum(p => (p.A - meanA) * (p.A - meanA)) * pairs.Sum(p => (p.B - meanB) * (p.B - meanB)));
    }
}
