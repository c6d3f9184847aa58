using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Tests.Particles.Images;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Imaging;

public sealed class ImagePreparerTests
{
    [Fact]
    public void Images_premultiplied_by_their_ctf_give_the_same_loss_up_to_a_constant()
    {
        var world = new SmallWorld(particles: 5);
        var premultiplied = new SmallWorld(particles: 5, optics: SmallWorld.Optics() with { CtfPremultiplied = true });
        float[][] images = [.. Enumerable.Range(0, 5).Select(p => TestStacks.Noise(16, p))];
        float[] ctf = new float[16 * 9];
        ImageShard plain = world.Shard(images);
        ImageShard multiplied = premultiplied.Shard([.. images.Select((image, p) =>
        {
            Ctf.Of(world.Table[p], world.Table.Optics[0]).Evaluate(16, SmallWorld.Pixel, ctf);
            return world.Filter(image, ctf);
        })]);
        multiplied.Weight.ShouldBe(plain.Weight);
        float largest = plain.TargetReal.Max(Math.Abs);
        multiplied.TargetReal.Zip(plain.TargetReal, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f * largest);
        multiplied.TargetImaginary.Zip(plain.TargetImaginary, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f * largest);
    }

    [Fact]
    public void Mean_and_unpaired_frequencies_do_not_count()
    {
        var world = new SmallWorld(particles: 1);
        float[] image = TestStacks.Noise(16, 1);
        ImageShard shard = world.Shard([image]), lifted = world.Shard([[.. image.Select((v, i) => v + 9 + 5 * (i % 2) - 3 * (i / 16 % 2))]]);
        lifted.Constant[0].ShouldBe(shard.Constant[0], 1e-4 * shard.Constant[0]);
        for (int k = 0; k < shard.SpectrumLength; k++)
        {
            bool uncounted = k == 0 || k / 9 == 8 || k % 9 == 8;
            (shard.Weight[k] == 0).ShouldBe(uncounted);
            (shard.TargetReal[k] == 0 && shard.TargetImaginary[k] == 0).ShouldBe(uncounted);
        }
    }

    [Fact]
    public void A_cropped_image_has_the_pose_in_its_larger_pixels()
    {
        var world = new SmallWorld(particles: 3);
        var full = new ImageShard(16, 3);
        var half = new ImageShard(8, 3);
        new ImagePreparer(world.Table, 16, 1).Prepare([0, 1, 2], new float[3 * 256], full);
        new ImagePreparer(world.Table, 8, 2).Prepare([0, 1, 2], new float[3 * 64], half);
        for (int i = 0; i < 3; i++)
        {
            for (int k = 0; k < ImageShard.PoseLength; k++)
            {
                half.Pose[8 * i + k].ShouldBe(full.Pose[8 * i + k] / 2, 1e-6f); // the centre too: pixel 8 of 16 is pixel 4 of 8
            }
        }
    }

    [Fact]
    public void A_projection_fits_best_where_its_pose_says()
    {
        // A shift of the image by whole pixels is a shift of the origin the other way.
        var world = new SmallWorld(particles: 1);
        float[] image = world.Project(0, world.Voxels, []);
        ImageShard right = world.Shard([image]), shifted = world.Shard([[.. image.Select((_, i) => image[(i / 16 + 1) % 16 * 16 + (i + 15) % 16])]]);
        using var evaluator = new SimdShardEvaluator(world.Problem);
        evaluator.SetModel(new ModelSnapshot(world.Voxels));
        Loss(right).ShouldBeLessThan(1e-3 * right.Constant[0]);
        Loss(shifted).ShouldBeGreaterThan(0.1 * right.Constant[0]);
        shifted.Pose[6] += 1;
        shifted.Pose[7] -= 1;
        Loss(shifted).ShouldBeLessThan(1e-3 * right.Constant[0]);

        double Loss(ImageShard shard)
        {
            var energy = new CandidateEnergy[1];
            evaluator.Evaluate(shard, new float[2], 1, energy);
            return energy[0].Data(shard.Constant[0], 1);
        }
    }
}
