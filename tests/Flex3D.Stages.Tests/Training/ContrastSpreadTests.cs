using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

/// <summary>The spread of contrasts of rigid particles in coloured noise, whose spectrum is measured around them.</summary>
public sealed class ContrastSpreadTests : IDisposable
{
    private const int Box = 32, Particles = 500;
    private const double Radius = 13;
    private static readonly SmallWorld s_world = new(Box, Particles);
    private static readonly float[][] s_projections = [.. Enumerable.Range(0, Particles).Select(p => s_world.Project(p, Voxels, []))];
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-contrast").FullName;

    private static float[] Voxels => [.. s_world.Voxels.Select(voxel => 0.7f * voxel)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Coloured_noise_is_no_spread_of_contrast()
    {
        float[][] images = Images(spread: 0);
        Spread(images, new UnitNoise()).ShouldBeGreaterThan(0.06); // what one variance at all frequencies would say
        Spread(images, Measured(images)).ShouldBeLessThan(0.03);
    }

    [Fact]
    public void A_spread_of_contrast_is_found_in_coloured_noise()
    {
        float[][] images = Images(spread: 0.2);
        Spread(images, Measured(images)).ShouldBe(0.2, 0.03);
    }

    // Noise of variance 1 a pixel whose power at low frequencies is several times that at high ones.
    private static float[][] Images(double spread)
    {
        float[] filter = new float[Box * (Box / 2 + 1)];
        double power = 0;
        for (int y = 0; y < Box; y++)
        {
            for (int x = 0; x <= Box / 2; x++)
            {
                double k = double.Hypot(x, y < Box / 2 ? y : y - Box), variance = 0.4 + 5 / (1 + k * k / 25);
                filter[y * (Box / 2 + 1) + x] = (float)Math.Sqrt(variance);
                power += (x == 0 || x == Box / 2 ? 1 : 2) * variance / (Box * Box);
            }
        }
        return [.. s_projections.Select((projection, p) =>
        {
            float[] noise = new float[Box * Box];
            SmallWorld.AddNoise(noise, (ulong)p, 1 / Math.Sqrt(power));
            noise = s_world.Filter(noise, filter);
            float contrast = (float)(1 + spread * CounterRandom.Normal(5, 114, 0, (ulong)p, 0));
            return (float[])[.. noise.Select((value, i) => value + contrast * projection[i])];
        })];
    }

    private SpectrumNoise Measured(float[][] images)
    {
        var spectra = new NoiseSpectra(s_world.Table.Optics, [Particles], Box, Radius);
        NoiseSpectra.Scratch scratch = spectra.CreateScratch();
        double[] sums = new double[spectra.MostSums];
        foreach (float[] image in images)
        {
            spectra.Measure(0, image, 1, scratch, sums);
            spectra.Add(0, sums);
        }
        string path = Path.Combine(_folder, "noise.bin");
        WhiteNoise.Write(path, Enumerable.Repeat(new PixelScaling(0, 1), Particles));
        return new SpectrumNoise(WhiteNoise.Open(path, Particles), spectra.Spectra());
    }

    private static double Spread(float[][] images, INoiseModel noise)
    {
        using (noise)
        {
            ImageShard shard = new MemorySource(s_world.Table, images, noise).Shard();
            using var evaluator = new SimdShardEvaluator(s_world.Problem);
            evaluator.SetModel(new ModelSnapshot(Voxels));
            var energies = new CandidateEnergy[Particles];
            evaluator.Evaluate(shard, new float[2 * Particles], 1, energies);
            energies.Average(energy => energy.Power).ShouldBeInRange(60, 600);
            EpochSums sums = default;
            for (int p = 0; p < Particles; p++)
            {
                sums = sums.WithTrained(energies[p], shard.Constant[p], 1, 0, 1);
            }
            return sums.ContrastSpread();
        }
    }
}
