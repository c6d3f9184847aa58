using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Orientations;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Orientations;

/// <summary>Orientations found for images that the engine projects, whose given poses are those of other particles.</summary>
public sealed class OrientationSearchTests
{
    private const int Count = 12;

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    public void The_orientation_of_an_image_is_found_wherever_the_given_one_is(int box)
    {
        var world = new SmallWorld(box, Count, latentDimension: 1);
        float[] strong = [.. world.Voxels.Select(v => 20 * v)];
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p => Noisy(world.Project(p, strong, []), p))]);
        float[] own = [.. shard.Pose];
        // An image keeps the image point of its origin and has the orientation of the next.
        for (int i = 0; i < Count; i++)
        {
            own.AsSpan((i + 1) % Count * ImageShard.PoseLength, 6).CopyTo(shard.Pose.AsSpan(i * ImageShard.PoseLength));
        }
        var frequencies = new LowFrequencies(box);
        var molecule = new StillMolecule(world.Problem, frequencies, strong, OrientationGrid.Of(StillMolecule.StepDegrees));
        var search = new OrientationSearch(frequencies);
        for (int i = 0; i < Count; i++)
        {
            OrientationSearch.Found found = search.Find(molecule, shard, i);
            Between(found.FarEnergy < found.NearEnergy ? found.Far : found.Near, world.Table[i].Rotation).ShouldBeLessThan(4, $"image {i}");
            (found.FarEnergy < found.NearEnergy - 100).ShouldBe(Between(ImagePose.Orientation(shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength)), world.Table[i].Rotation) > 40, $"image {i}");
        }
    }

    [Fact]
    public void Energies_are_those_of_the_engine_over_the_same_components()
    {
        // All components beyond the search's have no weight.
        const int Box = 40;
        var world = new SmallWorld(Box, Count, latentDimension: 1);
        float[] strong = [.. world.Voxels.Select(v => 5 * v)];
        ImageShard shard = world.Shard([.. Enumerable.Range(0, Count).Select(p => Noisy(world.Project(p, strong, []), p))]);
        var frequencies = new LowFrequencies(Box);
        float[] kept = new float[shard.SpectrumLength];
        for (int k = 0; k < frequencies.Count; k++)
        {
            kept[frequencies.Index[k]] = 1;
            kept[(frequencies.X[k] == 0 ? (Box - frequencies.Y[k]) % Box * (Box / 2 + 1) : frequencies.Index[k])] = 1;
        }
        for (int i = 0; i < shard.TargetReal.Length; i++)
        {
            float factor = kept[i % kept.Length];
            (shard.TargetReal[i], shard.TargetImaginary[i], shard.Weight[i]) = (factor * shard.TargetReal[i], factor * shard.TargetImaginary[i], factor * shard.Weight[i]);
        }
        var search = new OrientationSearch(frequencies);
        var molecule = new StillMolecule(world.Problem, frequencies, strong, OrientationGrid.Of(30));
        using var evaluator = new Flex3D.Stages.Engine.Cpu.SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(strong));
        OrientationSearch.Found[] found = [.. Enumerable.Range(0, Count).Select(i => search.Find(molecule, shard, i))];
        for (int i = 0; i < Count; i++)
        {
            ImagePose.Turn(shard.Pose.AsSpan(i * ImageShard.PoseLength, ImageShard.PoseLength), found[i].Near);
        }
        var energies = new CandidateEnergy[Count];
        evaluator.Evaluate(shard, new float[Count], 1, energies);
        for (int i = 0; i < Count; i++)
        {
            found[i].NearEnergy.ShouldBe(energies[i].Data(0, shard.Contrast[i]), 0.02 * Math.Abs(found[i].NearEnergy));
        }
    }

    [Fact]
    public void Every_orientation_is_near_one_of_the_grid()
    {
        Rotation[] grid = OrientationGrid.Of(10);
        for (int i = 0; i < 100; i++)
        {
            Rotation any = Rotation.FromEulerDegrees(360 * Draw(i, 0), Math.Acos(1 - 2 * Draw(i, 1)) * 180 / Math.PI, 360 * Draw(i, 2));
            grid.Min(orientation => Between(orientation, any)).ShouldBeLessThan(10);
        }
    }

    [Fact]
    public void A_pose_is_turned_as_its_magnification_has_it()
    {
        Rotation from = Rotation.FromEulerDegrees(20, 50, -70), to = Rotation.FromEulerDegrees(-110, 95, 33);
        float[] pose = Pose(from, 0.26, 0.01, -0.02, 0.24);
        Between(ImagePose.Orientation(Pose(from, 0.25, 0, 0, 0.25)), from).ShouldBeLessThan(1e-4);
        // What the rows' own rotation misses of the first, it misses of the second.
        Rotation seen = ImagePose.Orientation(pose), after = seen.Times(Transposed(from)).Times(to);
        ImagePose.Turn(pose, after);
        float[] expected = Pose(to, 0.26, 0.01, -0.02, 0.24);
        for (int k = 0; k < ImageShard.PoseLength; k++)
        {
            pose[k].ShouldBe(expected[k], 1e-6);
        }
    }

    private static float[] Noisy(float[] image, int particle)
    {
        SmallWorld.AddNoise(image, (ulong)particle);
        return image;
    }

    private static float[] Pose(Rotation r, double xx, double xy, double yx, double yy) =>
    [
        (float)(xx * r.M00 + xy * r.M10), (float)(xx * r.M01 + xy * r.M11), (float)(xx * r.M02 + xy * r.M12),
        (float)(yx * r.M00 + yy * r.M10), (float)(yx * r.M01 + yy * r.M11), (float)(yx * r.M02 + yy * r.M12), 10, 11,
    ];

    private static Rotation Transposed(in Rotation r) => new(r.M00, r.M10, r.M20, r.M01, r.M11, r.M21, r.M02, r.M12, r.M22);

    private static double Between(Rotation a, Rotation b)
    {
        (double x, double y, double z) = a.Times(Transposed(b)).ToVector();
        return Math.Sqrt(x * x + y * y + z * z) * 180 / Math.PI;
    }

    private static double Draw(int i, int k) => CounterRandom.Uniform(3, 117, 0, (ulong)i, (ulong)k);
}
