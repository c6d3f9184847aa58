using Flex3D.Stages.Faults;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Particles;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Images;

public sealed class NormalisationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-images").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_background_is_what_lies_outside_the_circle()
    {
        const int Box = 32;
        float[] image = TestStacks.Noise(Box, 1, mean: 5, deviation: 2);
        for (int i = 0; i < image.Length; i++)
        {
            double dx = i % Box - 16, dy = i / Box - 16;
            image[i] += dx * dx + dy * dy <= 100 ? 1000 : 0;
        }
        (double mean, double deviation) = new Background(Box, 10).Measure(image);
        mean.ShouldBe(5, 0.3);
        deviation.ShouldBe(2, 0.2);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(0)]
    public void A_particle_that_fills_the_box_still_leaves_corners(double radius)
    {
        var background = new Background(32, radius);
        background.Count.ShouldBeGreaterThan(100);
        background.Count.ShouldBeLessThan(32 * 32 - 100);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_pixel_that_is_no_number_is_named_with_its_particle(float value)
    {
        float[][] images = [.. Enumerable.Range(0, 3).Select(i => TestStacks.Noise(32, i))];
        ParticleTable table = TestStacks.One(_folder, images);
        images[2][5 * 32 + 7] = value;
        var reduction = new ImageReduction(table, 32, 16, 10);
        InputException refused = Should.Throw<InputException>(() => reduction.Reduce(2, images[2], new float[256], reduction.CreateScratch()));
        refused.Message.ShouldContain("images.mrcs");
        refused.Message.ShouldContain("particle 3");
        refused.Message.ShouldContain("x 7, y 5");
    }

    [Fact]
    public void A_flat_background_is_refused()
    {
        ParticleTable table = TestStacks.One(_folder, [new float[32 * 32]]);
        var reduction = new ImageReduction(table, 32, 16, 10);
        float[] flat = new float[32 * 32];
        flat[16 * 32 + 16] = 4;
        Should.Throw<InputException>(() => reduction.Reduce(0, flat, new float[256], reduction.CreateScratch())).Message.ShouldContain("particle 1");
    }

    [Fact]
    public void Reduction_takes_off_the_offset_and_keeps_the_noise_at_its_deviation()
    {
        ParticleTable table = TestStacks.One(_folder, [new float[64 * 64]]);
        var reduction = new ImageReduction(table, 64, 32, 20);
        float[] image = TestStacks.Noise(64, 3, mean: 7, deviation: 3), small = new float[32 * 32];
        (float offset, float deviation) = reduction.Reduce(0, image, small, reduction.CreateScratch());
        offset.ShouldBe(7f, 0.3f);
        deviation.ShouldBe(3f, 0.15f);
        small.Average().ShouldBe(0f, 0.3f);
        Math.Sqrt(small.Average(v => v * v)).ShouldBe(3, 0.3);
    }

    [Fact]
    public void The_noise_of_premultiplied_images_is_measured_before_their_ctf()
    {
        OpticsGroup optics = SmallWorld.Optics() with { CtfPremultiplied = true };
        var world = new SmallWorld(box: 32, particles: 1, optics: optics);
        ParticleTable table = TestStacks.One(_folder, [new float[32 * 32]], optics);
        float[] ctf = new float[32 * 17];
        Ctf.Of(table[0], optics).Evaluate(32, SmallWorld.Pixel, ctf);
        var reduction = new ImageReduction(table, 32, 32, 10);
        double[] measured = [.. Enumerable.Range(0, 20).Select(i =>
            (double)reduction.Reduce(0, world.Filter(TestStacks.Noise(32, i, deviation: 3), ctf), new float[32 * 32], reduction.CreateScratch()).Deviation)];
        measured.Average().ShouldBe(3, 0.1);
    }

    [Fact]
    public void Images_normalised_before_share_one_factor_a_group_and_others_keep_their_own()
    {
        string path = Path.Combine(_folder, "noise.bin"), scratch = Path.Combine(_folder, "measured");
        float[] deviations = [.. Enumerable.Range(0, 200).Select(p => p % 2 == 0 ? 1 + 0.001f * (p % 7) : 1 + 0.01f * p)];
        using (var measurement = new NoiseMeasurement(scratch, groups: 3))
        {
            MeasuredNoise[] measured = [.. Enumerable.Range(0, 200).Select(p => new MeasuredNoise(p % 2, 0.5f * p, deviations[p]))];
            measurement.Add(measured.AsSpan(0, 150));
            measurement.Add(measured.AsSpan(150));
            measurement.Save(path, [500, 500, 500]);
        }
        File.Exists(scratch).ShouldBeFalse();
        using var noise = WhiteNoise.Open(path, 200);
        var read = new PixelScaling[200];
        noise.Read([.. Enumerable.Range(0, 200)], read);
        Enumerable.Range(0, 100).Select(i => read[2 * i].Factor).Distinct().Count().ShouldBe(1);
        read[0].Factor.ShouldBe(1 / 1.003f, 1e-3f);
        read[101].Factor.ShouldBe(1 / deviations[101], 1e-6f);
        Enumerable.Range(0, 200).ShouldAllBe(p => read[p].Offset == 0.5f * p);
    }

    [Fact]
    public void Offsets_and_factors_are_read_as_they_were_written()
    {
        string path = Path.Combine(_folder, "noise.bin");
        PixelScaling[] written = [.. Enumerable.Range(0, 5).Select(p => new PixelScaling(0.1f * p, 1f / (p + 3)))];
        WhiteNoise.Write(path, written);
        using (WhiteNoise read = WhiteNoise.Open(path, 5))
        {
            PixelScaling[] all = new PixelScaling[5], some = new PixelScaling[4];
            read.Read([0, 1, 2, 3, 4], all);
            all.ShouldBe(written);
            read.Read([3, 0, 1, 4], some);
            some.ShouldBe([written[3], written[0], written[1], written[4]]);
            Should.Throw<InputException>(() => read.Read([3, 4, 5], some)).Message.ShouldContain("particle 6");
        }
        Should.Throw<InputException>(() => WhiteNoise.Open(path, 6)).Message.ShouldContain("6 pairs");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[3] ^= 1;
        File.WriteAllBytes(path, bytes);
        Should.Throw<InputException>(() => WhiteNoise.Open(path, 5));
    }

    [Fact]
    public void Applying_it_gives_mean_zero_and_unit_noise()
    {
        float[] image = [.. Enumerable.Range(0, 35).Select(i => 7f + 2 * (i % 3 - 1))]; // not a whole number of vectors
        new PixelScaling(7, 0.5f).Apply(image);
        image.ShouldBe(Enumerable.Range(0, 35).Select(i => i % 3 - 1f));
    }
}
