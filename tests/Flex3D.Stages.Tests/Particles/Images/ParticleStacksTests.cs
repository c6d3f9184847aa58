using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Images;

public sealed class ParticleStacksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-stacks").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void More_stacks_than_may_be_open_are_read_right_by_several_threads()
    {
        const int Stacks = 300;
        string[] paths = [.. Enumerable.Range(0, Stacks).Select(s => TestStacks.Write(Path.Combine(_folder, $"{s}.mrcs"), [Constant(2 * s), Constant(2 * s + 1)]))];
        var table = new ParticleTable("t", paths, [SmallWorld.Optics()], Enumerable.Range(0, 2 * Stacks).Select(p => TestStacks.Particle(p / 2, p % 2)));
        using var stacks = new ParticleStacks(table);
        stacks.Box.ShouldBe(8);
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            float[] image = new float[64];
            for (int i = 0; i < 2 * Stacks; i++)
            {
                int p = (i * (2 * t + 1) + 77 * t) % (2 * Stacks);
                stacks.Read(p, image);
                if (!image.AsSpan().SequenceEqual(Constant(p)))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        wrong.ShouldBe(0);
        if (OperatingSystem.IsLinux())
        {
            int open = Directory.GetFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget?.StartsWith(_folder, StringComparison.Ordinal) ?? false);
            open.ShouldBeInRange(1, 256);
        }

        static float[] Constant(int value)
        {
            float[] image = new float[64];
            Array.Fill(image, value);
            return image;
        }
    }

    [Fact]
    public void A_negative_contrast_sign_turns_the_pixels()
    {
        float[] image = TestStacks.Noise(8, 1), read = new float[64];
        using var stacks = new ParticleStacks(TestStacks.One(_folder, [image], sign: -1));
        stacks.Read(0, read);
        read.ShouldBe(Array.ConvertAll(image, v => -v));
    }

    [Fact]
    public void A_stack_of_another_box_is_refused_with_its_particle()
    {
        string small = TestStacks.Write(Path.Combine(_folder, "a.mrcs"), [new float[64]]), large = TestStacks.Write(Path.Combine(_folder, "b.mrcs"), [new float[100]]);
        var table = new ParticleTable("t", [small, large], [SmallWorld.Optics()], [TestStacks.Particle(0, 0), TestStacks.Particle(1, 0) with { SourceRow = 1 }]);
        using var stacks = new ParticleStacks(table);
        string message = Should.Throw<InputException>(() => stacks.Read(1, new float[64])).Message;
        message.ShouldContain("b.mrcs");
        message.ShouldContain("particle 2");
    }

    [Fact]
    public void Prepared_and_full_size_particles_agree_at_the_same_box()
    {
        const int Box = 32, Count = 7;
        float[][] images = [.. Enumerable.Range(0, Count).Select(i => TestStacks.Noise(Box, i, mean: 3 + i, deviation: 2 + 0.5 * i))];
        ParticleTable table = TestStacks.One(_folder, images);
        var reduction = new ImageReduction(table, Box, Box, 12);
        string noise = Path.Combine(_folder, "noise.bin");
        using var measurement = new NoiseMeasurement(Path.Combine(_folder, "measured"), groups: 1);
        float[][] prepared = [.. Enumerable.Range(0, Count).Select(p =>
        {
            float[] small = new float[Box * Box];
            (float offset, float deviation) = reduction.Reduce(p, [.. images[p]], small, reduction.CreateScratch());
            measurement.Add([new MeasuredNoise(0, offset, deviation)]);
            return small;
        })];
        measurement.Save(noise, reduction.BackgroundPixels);
        using var white = WhiteNoise.Open(noise, Count);
        string path = TestStacks.Write(Path.Combine(_folder, "prepared.mrcs"), prepared);

        using var stacks = new ParticleStacks(table);
        using var small = PreparedParticles.Open(table, path, white, Box);
        ImageShard one = Fill(new FullSizeParticles(table, stacks, white)), other = Fill(small);
        for (int i = 0; i < one.Count; i++)
        {
            other.Constant[i].ShouldBe(one.Constant[i], 1e-5 * one.Constant[i]);
            one.Constant[i].ShouldBe(0.5 * Box * Box, 0.15 * Box * Box); // unit noise
        }
        other.Pose.ShouldBe(one.Pose);
        other.Weight.ShouldBe(one.Weight);
        other.TargetReal.Zip(one.TargetReal, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4f * one.TargetReal.Max());

        static ImageShard Fill(ImageSource source)
        {
            int[] particles = [5, 0, 3];
            var images = new ImageBatch(Box, 3);
            var shard = new ImageShard(Box, 3);
            source.Read(particles, images);
            source.Transform(images);
            source.SetTerms(images, shard);
            shard.Particles.ShouldBe(particles);
            return shard;
        }
    }

    [Fact]
    public void A_prepared_stack_of_another_length_is_refused()
    {
        ParticleTable table = TestStacks.One(_folder, [TestStacks.Noise(8, 1), TestStacks.Noise(8, 2)]);
        string path = TestStacks.Write(Path.Combine(_folder, "prepared.mrcs"), [TestStacks.Noise(8, 1)]);
        string noise = Path.Combine(_folder, "noise.bin");
        WhiteNoise.Write(noise, [new(0, 1), new(0, 1)]);
        using var white = WhiteNoise.Open(noise, 2);
        Should.Throw<InputException>(() => PreparedParticles.Open(table, path, white, 8)).Message.ShouldContain("1 images");
    }
}
