using System.Numerics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Tests.Particles.Images;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Engine.Imaging;

public sealed class ImageTermsTests
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
    public void Terms_set_again_at_other_parameters_are_those_of_a_table_that_has_them()
    {
        OpticsGroup optics = SmallWorld.Optics() with { BeamTiltX = 0.3, EvenZernike = [0.2, 40], Magnification = (1.02, 0.01, 0.01, 0.99) };
        var world = new SmallWorld(particles: 3, optics: optics);
        float[][] images = [.. Enumerable.Range(0, 3).Select(p => TestStacks.Noise(16, p))];
        Particle[] rows = [.. Enumerable.Range(0, 3).Select(p => world.Table[p])];
        var refined = new ParticleTable("refined", world.Table.Stacks, world.Table.Optics, rows.Select(row => row with
        {
            Rotation = Rotation.FromEulerDegrees(40, 50 + row.Slice, 60),
            OriginXAngstrom = row.OriginXAngstrom + 1.5,
            OriginYAngstrom = -2,
            DefocusUAngstrom = row.DefocusUAngstrom + 512,
            CtfBFactor = 80,
        }));
        ImageShard expected = new MemorySource(refined, images).Shard(), before = new MemorySource(world.Table, images).Shard();
        var source = new MemorySource(world.Table, images);
        ImageBatch batch = source.Transformed(0, 1, 2);
        ImageParameters[] table = batch.Parameters.ToArray();
        var shard = new ImageShard(16, 3);
        source.SetTerms(batch, shard);
        Same(shard, before);
        long stamp = shard.Stamp;
        for (int i = 0; i < 3; i++)
        {
            batch.Parameters[i] = ImageParameters.Of(refined[i], optics);
        }
        source.SetTerms(batch, shard);
        Same(shard, expected);
        shard.Stamp.ShouldNotBe(stamp); // a device copies the terms again
        shard.Weight.ShouldNotBe(before.Weight);
        shard.Pose.ShouldNotBe(before.Pose);
        table.CopyTo(batch.Parameters);
        source.SetTerms(batch, shard);
        Same(shard, before);

        static void Same(ImageShard shard, ImageShard expected)
        {
            shard.Count.ShouldBe(expected.Count);
            shard.Particles.ShouldBe(expected.Particles);
            shard.TargetReal.ShouldBe(expected.TargetReal);
            shard.TargetImaginary.ShouldBe(expected.TargetImaginary);
            shard.Weight.ShouldBe(expected.Weight);
            shard.Constant.ShouldBe(expected.Constant);
            shard.Pose.ShouldBe(expected.Pose);
        }
    }

    [Theory]
    [InlineData(16)] // rows shorter than a vector
    [InlineData(40)]
    public void Terms_at_another_defocus_are_those_of_a_table_that_has_it_and_change_as_the_slope_says(int box)
    {
        const double Change = 437, Step = 2;
        OpticsGroup optics = SmallWorld.Optics() with { BeamTiltX = 0.3, EvenZernike = [0.2, 40], Magnification = (1.02, 0.01, 0.01, 0.99) };
        var world = new SmallWorld(box, particles: 2, optics: optics);
        float[][] images = [TestStacks.Noise(box, 5), TestStacks.Noise(box, 6)];
        var source = new MemorySource(world.Table, images);
        ImageBatch batch = source.Transformed(0, 1);
        ImageShard shard = At(Change);
        ImageShard expected = new MemorySource(new ParticleTable("other", world.Table.Stacks, world.Table.Optics, Enumerable.Range(0, 2).Select(p => world.Table[p] with
        {
            DefocusUAngstrom = world.Table[p].DefocusUAngstrom + Change,
            DefocusVAngstrom = world.Table[p].DefocusVAngstrom + Change,
        })), images).Shard();
        shard.TargetReal.ShouldBe(expected.TargetReal);
        shard.TargetImaginary.ShouldBe(expected.TargetImaginary);
        shard.Weight.ShouldBe(expected.Weight);
        ImageShard more = At(Change + Step), less = At(Change - Step);
        int compared = 0;
        for (int k = 0; k < shard.Weight.Length; k++)
        {
            float slope = shard.DefocusSlope![k];
            if (shard.Weight[k] > 0.01) // near a zero of the CTF a difference says little
            {
                // B is in proportion to C, and W to C².
                ((more.TargetReal[k] - less.TargetReal[k]) / (2 * Step)).ShouldBe(shard.TargetReal[k] * slope, 1e-5 * Math.Abs(shard.TargetReal[k]) + 1e-6);
                ((more.Weight[k] - less.Weight[k]) / (2 * Step)).ShouldBe(2 * shard.Weight[k] * slope, 1e-5 * shard.Weight[k] + 1e-7);
                compared += Math.Abs(slope) > 1e-4 ? 1 : 0;
            }
            (slope * slope * shard.Weight[k]).ShouldBeLessThan(1e-2f, "the slope of the CTF itself is finite");
        }
        compared.ShouldBeGreaterThan(shard.Weight.Length / 3);

        ImageShard At(double change)
        {
            var set = new ImageShard(box, 2) { DefocusSlope = new float[2 * box * (box / 2 + 1)] };
            source.SetTerms(batch, set);
            source.SetDefocus(batch, 0, set, change);
            source.SetDefocus(batch, 1, set, change);
            return set;
        }
    }

    [Theory]
    [InlineData(true, 0.1)]
    [InlineData(false, 1)] // as of particles without a CTF
    public void The_defocus_of_images_that_do_not_tell_cannot_be_changed(bool premultiplied, double amplitudeContrast)
    {
        var world = new SmallWorld(particles: 1, optics: SmallWorld.Optics() with { CtfPremultiplied = premultiplied, AmplitudeContrast = amplitudeContrast });
        var source = new MemorySource(world.Table, [TestStacks.Noise(16, 5)]);
        source.RadianAngstrom.ShouldBe(double.PositiveInfinity);
        ImageBatch batch = source.Transformed(0);
        ImageShard shard = source.Shard(), before = source.Shard();
        shard.DefocusSlope = [.. Enumerable.Repeat(1f, shard.Weight.Length)];
        source.SetDefocus(batch, 0, shard, 500);
        shard.Weight.ShouldBe(before.Weight);
        shard.TargetReal.ShouldBe(before.TargetReal);
        shard.DefocusSlope.ShouldAllBe(slope => slope == 0);
    }

    [Fact]
    public void A_radian_of_defocus_is_that_of_the_highest_frequency()
    {
        // λ = 0.0197 Å at 300 kV, and frequencies to 1/8 Å: π λ Δ s² = 1.
        var world = new SmallWorld(particles: 1);
        new MemorySource(world.Table, [new float[256]]).RadianAngstrom.ShouldBe(64 / (Math.PI * 0.0196875), 0.5);
        new MemorySource(world.Table, [new float[64]], magnify: 2).RadianAngstrom.ShouldBe(256 / (Math.PI * 0.0196875), 2);
    }

    [Fact]
    public void Frequencies_at_which_an_optics_group_is_noisier_weigh_less()
    {
        // Two groups of one microscope; σ²(k) of the second is 1 + (8 Å · k)².
        var world = new SmallWorld(particles: 2);
        var table = new ParticleTable("two", world.Table.Stacks, [SmallWorld.Optics(), SmallWorld.Optics() with { Number = 2 }], [world.Table[0] with { Optics = 1 }, world.Table[1]]);
        float[][] images = [TestStacks.Noise(16, 5), TestStacks.Noise(16, 6)];
        ImageShard white = new MemorySource(world.Table, images).Shard();
        ImageShard coloured = new MemorySource(table, images, new ColouredNoise(frequency => 1 / (1 + 64 * frequency * frequency))).Shard();
        int length = white.SpectrumLength;
        coloured.Weight[length..].ShouldBe(white.Weight[length..]); // the first group's noise is white
        coloured.TargetReal[length..].ShouldBe(white.TargetReal[length..]);
        coloured.Constant[1].ShouldBe(white.Constant[1]);
        double energy = 0;
        for (int k = 0; k < length; k++)
        {
            if (white.Weight[k] == 0)
            {
                (coloured.Weight[k], coloured.TargetReal[k], coloured.TargetImaginary[k]).ShouldBe((0, 0, 0));
                continue;
            }
            int x = k % 9, y = k / 9 < 8 ? k / 9 : k / 9 - 16;
            double variance = 1 + 64 * (x * x + y * y) / Math.Pow(16 * SmallWorld.Pixel, 2);
            coloured.Weight[k].ShouldBe((float)(white.Weight[k] / variance), 1e-6f * white.Weight[k]);
            coloured.TargetReal[k].ShouldBe((float)(white.TargetReal[k] / variance), 1e-6f * Math.Abs(white.TargetReal[k]));
            coloured.TargetImaginary[k].ShouldBe((float)(white.TargetImaginary[k] / variance), 1e-6f * Math.Abs(white.TargetImaginary[k]));
            double square = (Math.Pow(white.TargetReal[k], 2) + Math.Pow(white.TargetImaginary[k], 2)) / white.Weight[k]; // ‖F(I)‖², as |B|²/W = |F|²/σ²
            energy += (x == 0 ? 0.5 : 1) * square / variance / 256;
        }
        coloured.Constant[0].ShouldBe(energy, 1e-5 * energy);
        energy.ShouldBeLessThan(0.9 * white.Constant[0]);
    }

    [Fact]
    public void Images_are_transformed_in_the_memory_of_their_pixels()
    {
        const int N = 6;
        var world = new SmallWorld(particles: 4);
        float[][] images = [.. Enumerable.Range(0, 4).Select(p => TestStacks.Noise(N, p))];
        ImageBatch batch = new MemorySource(world.Table, images).Transformed(2, 0, 3, 1);
        batch.Particles.ToArray().ShouldBe([2, 0, 3, 1]);
        for (int i = 0; i < 4; i++)
        {
            for (int k = 0; k < N * 4; k++)
            {
                Complex sum = 0;
                for (int pixel = 0; pixel < N * N; pixel++)
                {
                    sum += images[batch.Particles[i]][pixel] * Complex.FromPolarCoordinates(1, -2 * Math.PI * (k / 4 * (pixel / N) + k % 4 * (pixel % N)) / N);
                }
                ((double)batch.Real(i)[k]).ShouldBe(sum.Real, 1e-4);
                ((double)batch.Imaginary(i)[k]).ShouldBe(sum.Imaginary, 1e-4);
            }
        }
    }

    [Fact]
    public void A_shard_after_the_first_allocates_nothing()
    {
        var world = new SmallWorld(particles: 4);
        var source = new MemorySource(world.Table, [.. Enumerable.Range(0, 4).Select(p => TestStacks.Noise(16, p))]);
        ImageBatch batch = source.Transformed(0, 1, 2, 3);
        var shard = new ImageShard(16, 4);
        source.SetTerms(batch, shard);
        int[] particles = [3, 1, 0, 2];
        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Once();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Once()
        {
            source.Read(particles, batch);
            source.Transform(batch);
            source.SetTerms(batch, shard);
        }
    }

    [Fact]
    public void A_cropped_image_has_the_pose_in_its_larger_pixels()
    {
        var world = new SmallWorld(particles: 3);
        ImageShard full = new MemorySource(world.Table, [new float[256], new float[256], new float[256]]).Shard();
        ImageShard half = new MemorySource(world.Table, [new float[64], new float[64], new float[64]], magnify: 2).Shard();
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

    /// <summary>Coloured noise in the second optics group.</summary>
    private sealed class ColouredNoise(Func<double, double> inverseVariance) : INoiseModel
    {
        public void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings) => scalings.Fill(new(0, 1));

        public Func<double, double>? InverseVariance(int optics) => optics == 1 ? inverseVariance : null;

        public void Dispose()
        {
        }
    }
}
