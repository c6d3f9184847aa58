using System.Numerics;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles.Images;

/// <summary>Optics groups of several boxes and pixel sizes in one table.</summary>
public sealed class CommonGridTests : IDisposable
{
    private const double Sigma = 10, Defocus = 12000;
    private static readonly (double X, double Y, double Z, double Weight)[] Blobs = [(0, 0, 0, 1), (35, 10, -20, 0.7), (-25, 30, 15, 0.8), (10, -40, 25, 0.5)];
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-grids").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(64, 4.0, 0, 4.0)]
    [InlineData(64, 4.05, 0, 4.05)] // a calibration
    [InlineData(80, 3.2, 80, 4.0)]
    [InlineData(96, 3.2, 80, 4.0)] // cropped
    [InlineData(48, 4.0, 64, 4.0)] // gets a margin
    [InlineData(100, 3.2, 80, 4.0)]
    [InlineData(128, 2.03, 128, 4.06)]
    [InlineData(77, 3.3, 80, 4.125)] // no good size
    [InlineData(32, 8.0, 32, 4.0)] // finer than the stack
    [InlineData(64, 5.0, 50, 3.90625)]
    public void Images_are_brought_to_those_of_most_particles(int box, double pixel, int width, double effective)
    {
        ParticleTable table = Table((64, 4, 2), (box, pixel, 1));
        using var stacks = new ParticleStacks(table);
        var common = CommonGrid.Of(table, stacks, passOver: false);
        (common.Box, common.PixelSizeAngstrom).ShouldBe((64, 4));
        common.Resamples.ShouldBe(width > 0);
        common.Optics[0].ShouldBe(table.Optics[0]);
        common.Optics[1].Window.ShouldBe(width > 0 ? new ImageWindow(box, width, pixel) : null);
        common.Optics[1].PixelSizeAngstrom.ShouldBe(effective, 1e-9);
        common.Counts.ShouldBe([2, 1]);
        using ParticleTable written = ParticleTableReader.WithOptics(table, common.Optics, Path.Combine(_folder, "rows.bin"));
        written.Optics[1].Window.ShouldBe(common.Optics[1].Window);
        written[2].ShouldBe(table[2]);
    }

    [Fact]
    public void A_box_that_is_not_the_stacks_is_refused()
    {
        ParticleTable table = Table((64, 4, 2), (48, 4, 1)), wrong = new("t.star", table.Stacks, [table.Optics[0], table.Optics[1] with { Box = 50 }], Enumerable.Range(0, 3).Select(i => table[i]));
        using var stacks = new ParticleStacks(wrong);
        string message = Should.Throw<InputException>(() => CommonGrid.Of(wrong, stacks, passOver: false)).Message;
        message.ShouldContain("optics group g1");
        message.ShouldContain("48");
    }

    [Theory]
    [InlineData(64, 4.05), InlineData(64, 3.93), InlineData(80, 3.2), InlineData(96, 3.2), InlineData(75, 3.3), InlineData(60, 4.0), InlineData(120, 2.03), InlineData(48, 5.3)]
    public void A_molecule_is_the_same_in_images_of_any_sampling(int box, double pixel)
    {
        ParticleTable table = Common(Table((64, 4, 2), (box, pixel, 2)));
        (ImageShard shard, CandidateEnergy[] energies) = Projected(table, [0, 1, 2, 3]);
        double[] scale = [.. energies.Select(energy => energy.Cross / energy.Power)];
        for (int i = 0; i < 4; i++)
        {
            double correlation = energies[i].Cross / Math.Sqrt(2 * shard.Constant[i] * energies[i].Power);
            correlation.ShouldBeGreaterThan(0.9995, $"image {i}");
        }
        // The same density in pixels of another area, and at unit noise: see the scale of FourierCrop.
        (scale[2] / scale[0]).ShouldBe(16 / (pixel * table.Optics[1].PixelSizeAngstrom), 3e-3);
        ParticleTable mistaken = new("t.star", table.Stacks, [table.Optics[0], table.Optics[1] with { PixelSizeAngstrom = 1.1 * table.Optics[1].PixelSizeAngstrom }], Enumerable.Range(0, 4).Select(i => table[i]));
        (shard, energies) = Projected(mistaken, [0, 1, 2, 3]);
        (energies[2].Cross / Math.Sqrt(2 * shard.Constant[2] * energies[2].Power)).ShouldBeLessThan(0.995);
    }

    [Fact]
    public void Equal_samplings_have_equal_terms()
    {
        ParticleTable table = Common(Table((64, 4, 2), (80, 3.2, 1)));
        table = new ParticleTable("t.star", table.Stacks, [table.Optics[0], table.Optics[1] with { GreyScale = 1.25 }], Enumerable.Range(0, 3).Select(i => table[i] with { Rotation = table[0].Rotation }));
        ImageShard shard = Fill(table, [0, 2]);
        shard.Pose[8..16].ShouldBe(shard.Pose[..8]);
        Near(shard.Weight, 1.25 * 1.25);
        Near(shard.TargetReal, 1.25 * 1.25); // 1.25 times as much signal over noise, weighted by 1.25
        Near(shard.TargetImaginary, 1.25 * 1.25);
        shard.Constant[1].ShouldBe(1.25 * 1.25 * shard.Constant[0], 1e-3 * shard.Constant[1]);

        void Near(float[] terms, double ratio)
        {
            int length = shard.SpectrumLength;
            double most = terms.Take(length).Max(Math.Abs), worst = Enumerable.Range(0, length).Max(k => Math.Abs(terms[length + k] - ratio * terms[k]));
            worst.ShouldBeLessThan(1e-3 * most);
        }
    }

    [Fact]
    public void Frequencies_that_a_stack_does_not_have_are_not_counted()
    {
        ParticleTable table = Common(Table((80, 3.2, 2), (64, 4, 1)));
        ImageShard shard = Fill(table, [0, 2]);
        int columns = 41;
        for (int k = 0; k < shard.SpectrumLength; k++)
        {
            int x = k % columns, y = k / columns, ky = Math.Abs(y < 40 ? y : y - 80), at = shard.SpectrumLength + k;
            bool counted = x < 32 && ky < 32 && (x, ky) != (0, 0);
            (shard.Weight[at] > 0).ShouldBe(counted);
            (shard.TargetReal[at] != 0 || shard.TargetImaginary[at] != 0).ShouldBe(counted);
        }
    }

    [Theory]
    [InlineData(80, 3.2, 63), InlineData(64, 4.0, 63), InlineData(32, 8.0, 31), InlineData(100, 3.2, 63)]
    public void Prepared_and_full_size_images_have_unit_noise_at_any_sampling(int box, double pixel, int frequencies)
    {
        const int Count = 6, Box = 64;
        string first = TestStacks.Write(Path.Combine(_folder, "first.mrcs"), [.. Enumerable.Range(0, Count).Select(i => TestStacks.Noise(64, i, 3, 2))]);
        string second = TestStacks.Write(Path.Combine(_folder, "second.mrcs"), [.. Enumerable.Range(0, Count - 1).Select(i => TestStacks.Noise(box, 50 + i, -7, 5))]);
        ParticleTable table = Common(new ParticleTable("t.star", [first, second], [Optics(0, 64, 4), Optics(1, box, pixel)],
            Enumerable.Range(0, 2 * Count - 1).Select(i => TestStacks.Particle(i / Count, i % Count, optics: i / Count))));
        using var stacks = new ParticleStacks(table, box: Box);
        var reduction = new ImageReduction(table, Box, Box, 20);
        using var measurement = new NoiseMeasurement(Path.Combine(_folder, "measured"), groups: 2);
        ImageReduction.Scratch scratch = reduction.CreateScratch();
        float[][] prepared = [.. Enumerable.Range(0, table.Count).Select(p =>
        {
            int n = stacks.BoxOf(table[p].Optics);
            float[] image = new float[n * n], small = new float[Box * Box];
            stacks.Read(p, image);
            (float offset, float deviation) = reduction.Reduce(p, image, small, scratch);
            measurement.Add([new MeasuredNoise(table[p].Optics, offset, deviation)]);
            return small;
        })];
        measurement.Save(Path.Combine(_folder, "noise.bin"), reduction.BackgroundPixels);
        using var white = WhiteNoise.Open(Path.Combine(_folder, "noise.bin"), table.Count);
        using var small = PreparedParticles.Open(table, TestStacks.Write(Path.Combine(_folder, "prepared.mrcs"), prepared), white, Box);
        int[] particles = [0, 3, 6, 8, 10];
        ImageShard one = Fill(new FullSizeParticles(table, stacks, white), particles), other = Fill(small, particles);
        for (int i = 0; i < particles.Length; i++)
        {
            other.Constant[i].ShouldBe(one.Constant[i], 1e-5 * one.Constant[i]);
            double counted = particles[i] < Count ? 63.0 * 63 : (double)frequencies * frequencies;
            one.Constant[i].ShouldBe(0.5 * counted, 0.1 * counted);
        }
        other.Weight.ShouldBe(one.Weight);
        other.TargetReal.Zip(one.TargetReal, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4f * one.TargetReal.Max());
    }

    private static OpticsGroup Optics(int index, int box, double pixel) => SmallWorld.Optics() with { Number = index + 1, Name = $"g{index}", Box = box, PixelSizeAngstrom = pixel };

    private ParticleTable Common(ParticleTable table)
    {
        using var stacks = new ParticleStacks(table);
        return new ParticleTable("t.star", table.Stacks, CommonGrid.Of(table, stacks, passOver: false).Optics, Enumerable.Range(0, table.Count).Select(i => table[i]));
    }

    // Noise-free images of the blobs, a stack for each group.
    private ParticleTable Table(params (int Box, double Pixel, int Count)[] groups)
    {
        var particles = new List<Particle>();
        var stacks = new List<string>();
        for (int g = 0; g < groups.Length; g++)
        {
            (int box, double pixel, int count) = groups[g];
            Particle[] own = [.. Enumerable.Range(0, count).Select(i => TestStacks.Particle(g, i, optics: g) with { DefocusUAngstrom = Defocus, DefocusVAngstrom = Defocus, DefocusAngleDegrees = 0 })];
            stacks.Add(TestStacks.Write(Path.Combine(_folder, $"{g}.mrcs"), [.. own.Select(particle => Image(particle, box, pixel))]));
            particles.AddRange(own);
        }
        return new ParticleTable("t.star", stacks, [.. groups.Select((group, g) => Optics(g, group.Box, group.Pixel))], particles);
    }

    private static float[] Image(Particle particle, int box, double pixel)
    {
        double extent = box * pixel, volt = 3e5, lambda = 12.2643247 / Math.Sqrt(volt * (1 + 0.978466e-6 * volt));
        int most = Math.Min(box / 2 - 1, (int)(extent * 0.075));
        Complex[] rows = new Complex[(2 * most + 1) * box]; // [ky][x]
        for (int ky = -most; ky <= most; ky++)
        {
            for (int kx = -most; kx <= most; kx++)
            {
                double sx = kx / extent, sy = ky / extent, square = sx * sx + sy * sy;
                Complex wave = 0;
                foreach ((double x, double y, double z, double weight) in Blobs)
                {
                    var a = particle.Rotation;
                    double px = a.M00 * x + a.M01 * y + a.M02 * z - particle.OriginXAngstrom, py = a.M10 * x + a.M11 * y + a.M12 * z - particle.OriginYAngstrom;
                    wave += Complex.FromPolarCoordinates(weight * 2 * Math.PI * Sigma * Sigma * Math.Exp(-2 * Math.PI * Math.PI * Sigma * Sigma * square), -2 * Math.PI * (sx * px + sy * py));
                }
                double ctf = Math.Sin(Math.PI * lambda * Defocus * square - Math.PI / 2 * 2.7e7 * lambda * lambda * lambda * square * square + Math.Asin(0.1));
                for (int i = 0; i < box; i++)
                {
                    rows[(ky + most) * box + i] += wave * ctf * Complex.FromPolarCoordinates(1 / extent / extent, 2 * Math.PI * kx * (i - box / 2) / box);
                }
            }
        }
        float[] image = new float[box * box];
        for (int y = 0; y < box; y++)
        {
            for (int ky = -most; ky <= most; ky++)
            {
                var turn = Complex.FromPolarCoordinates(1, 2 * Math.PI * ky * (y - box / 2) / box);
                for (int x = 0; x < box; x++)
                {
                    image[y * box + x] += (float)(rows[(ky + most) * box + x] * turn).Real;
                }
            }
        }
        return image;
    }

    private static ImageShard Fill(ParticleTable table, int[] particles)
    {
        int box = table.Optics.First(group => group.Window is null).Box;
        using var stacks = new ParticleStacks(table, box: box);
        return Fill(new FullSizeParticles(table, stacks, new UnitNoise()), particles);
    }

    private static ImageShard Fill(ImageSource source, int[] particles)
    {
        var images = new ImageBatch(source.Box, particles.Length);
        var shard = new ImageShard(source.Box, particles.Length);
        source.Read(particles, images);
        source.Transform(images);
        source.SetTerms(images, shard);
        return shard;
    }

    // The loss of the blobs' map of 64 voxels of 4 Å.
    private static (ImageShard Shard, CandidateEnergy[] Energies) Projected(ParticleTable table, int[] particles)
    {
        const int N = 64;
        const double Pixel = 4;
        DensityMap map = new(N, Pixel), mask = new(N, Pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = (i % N - N / 2) * Pixel, y = (i / N % N - N / 2) * Pixel, z = (i / N / N - N / 2) * Pixel;
            mask.Values[i] = x * x + y * y + z * z < 110 * 110 ? 1 : 0;
            map.Values[i] = (float)Blobs.Sum(b => b.Weight * Math.Exp(-((x - b.X) * (x - b.X) + (y - b.Y) * (y - b.Y) + (z - b.Z) * (z - b.Z)) / (2 * Sigma * Sigma)));
        }
        TetrahedralMesh mesh = MeshBuilder.BuildRegular(mask, null, new MeshOptions { CellsAcrossBox = 6 });
        VoxelBinding binding = VoxelBinder.Bind(mesh, mask);
        using var evaluator = new SimdShardEvaluator(new EngineProblem(N, Pixel, mesh, binding, new FlowArchitecture(1, 2, 32, mesh.VertexCount, true)));
        evaluator.SetModel(new ModelSnapshot([.. binding.Voxels.Select(flat => map.Values[flat])]));
        ImageShard shard = Fill(table, particles);
        var energies = new CandidateEnergy[particles.Length];
        evaluator.Evaluate(shard, new float[particles.Length], 1, energies);
        return (shard, energies);
    }
}
