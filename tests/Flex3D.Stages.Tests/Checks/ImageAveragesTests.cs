using Flex3D.Stages.Checks;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Tests.Checks;

/// <summary>Averages of images that are projected from Gaussians in real space.</summary>
public sealed class ImageAveragesTests : IDisposable
{
    private const int Box = 32, Count = 150;
    private const double Pixel = 3, Sigma = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-averages-").FullName;
    private readonly Random _random = new(11);
    private readonly (double X, double Y, double Z)[] _atoms;

    public ImageAveragesTests() => _atoms = [.. Enumerable.Range(0, 12).Select(_ => (12 * Normal(), 12 * Normal(), 12 * Normal()))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheAverageOfImagesIsTheMolecule()
    {
        Rotation[] poses = [.. Enumerable.Range(0, Count).Select(_ => Uniform())];

        ImageEvidence evidence = Evidence(poses, poses);

        Likeness(evidence.AsGiven.Images.Values, Map().Values).ShouldBeGreaterThan(0.9);
        Likeness(evidence.AsGiven.Map.Values, Map().Values).ShouldBeGreaterThan(0.95);
        evidence.AsGiven.Correlation.ShouldBe(Likeness(evidence.AsGiven.Images.Values, evidence.AsGiven.Map.Values), 1e-3);
        evidence.AsFound.ShouldBeNull();
    }

    [Fact]
    public void ImagesAtWrongPosesShowNoMolecule()
    {
        Rotation[] poses = [.. Enumerable.Range(0, Count).Select(_ => Uniform())];

        ImageEvidence evidence = Evidence(poses, [.. poses.Select(_ => Uniform())]);

        Likeness(evidence.AsGiven.Images.Values, Map().Values).ShouldBeLessThan(0.75);
        evidence.ViewsAsGiven.Average(view => view.Correlation).ShouldBeLessThan(0.85);
    }

    [Fact]
    public void WhatIsFoundIsShownBesideWhatWasGiven()
    {
        Rotation[] poses = [.. Enumerable.Range(0, Count).Select(_ => Uniform())];

        ImageEvidence evidence = Evidence(poses, [.. poses.Select(r => new Rotation(r.M00, r.M10, r.M20, r.M01, r.M11, r.M21, r.M02, r.M12, r.M22))]);

        Likeness(evidence.AsGiven.Images.Values, Map().Values).ShouldBeLessThan(0.75);
        Likeness(evidence.AsFound!.Images.Values, Map().Values).ShouldBeGreaterThan(0.9);
        evidence.Rounds[0].Tried.Single(reading => reading.Accepted).Code.ShouldBe("pose-transposed");
        evidence.Rounds[0].Over.Gain.ShouldBeLessThan(evidence.Rounds[0].Tried.Max(reading => reading.Gain));
        evidence.Rounds[1].Over.Gain.ShouldBe(evidence.Rounds[0].Tried.Max(reading => reading.Gain), 1e-9);
    }

    // All images are of one view and of its opposite, turned in plane: the average must be one of the images without noise.
    [Fact]
    public void ImagesOfOneViewAndItsOppositeLieAlikeInTheirAverage()
    {
        Rotation[] poses = [.. Enumerable.Range(0, Count).Select(i => Rotation.FromEulerDegrees(i % 2 == 0 ? 30 : 210, i % 2 == 0 ? 70 : 110, 360 * _random.NextDouble()))];

        AveragedView view = Evidence(poses, poses).ViewsAsGiven.ShouldHaveSingleItem();

        view.Count.ShouldBe(Count);
        poses.Max(pose => Likeness(view.Projections, Projection(pose))).ShouldBeGreaterThan(0.97);
        poses.Max(pose => Likeness(view.Images, Projection(pose))).ShouldBeGreaterThan(0.95);
    }

    private ImageEvidence Evidence(Rotation[] truth, Rotation[] told)
    {
        string stack = Path.Combine(_folder, "stack.mrcs");
        var particles = new List<Particle>();
        using (var writer = Flex3D.Stages.Formats.MrcStackWriter.Create(stack, Box, Pixel, "test"))
        {
            for (int i = 0; i < truth.Length; i++)
            {
                writer.Append(Array.ConvertAll(Projection(truth[i]), v => (float)(v + Normal())));
                particles.Add(new Particle(0, i, told[i], 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1 + i % 2, i));
            }
            writer.Commit();
        }
        var optics = new OpticsGroup { Number = 1, Name = "1", VoltageKilovolt = 300, SphericalAberrationMillimetre = 0, AmplitudeContrast = 1, PixelSizeAngstrom = Pixel, Box = Box };
        using var table = new ParticleTable("test", [stack], [optics], particles);
        using var stacks = new ParticleStacks(table);
        ImageEvidence? evidence = null;
        InputCheck.OfImages(table, stacks, Map(), new InputCheckOptions { Quick = true, Threads = 2, Evidence = shown => evidence = shown });
        return evidence!;
    }

    private float[] Projection(Rotation pose)
    {
        (double X, double Y)[] places = [.. _atoms.Select(atom => pose.Apply(atom.X, atom.Y, atom.Z)).Select(p => (p.X, p.Y))];
        return [.. Enumerable.Range(0, Box * Box).Select(k => (float)places.Sum(p => Gauss((k % Box - Box / 2) * Pixel - p.X, (k / Box - Box / 2) * Pixel - p.Y, 0)))];
    }

    private DensityMap Map()
    {
        var map = new DensityMap(Box, Pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = (float)_atoms.Sum(atom => Gauss((i % Box - Box / 2) * Pixel - atom.X, (i / Box % Box - Box / 2) * Pixel - atom.Y, (i / Box / Box - Box / 2) * Pixel - atom.Z));
        }
        return map;
    }

    private static double Likeness(float[] a, float[] b)
    {
        double ma = a.Average(), mb = b.Average(), aa = 0, bb = 0, ab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (aa, bb, ab) = (aa + (a[i] - ma) * (a[i] - ma), bb + (b[i] - mb) * (b[i] - mb), ab + (a[i] - ma) * (b[i] - mb));
        }
        return ab / Math.Sqrt(aa * bb);
    }

    private static double Gauss(double x, double y, double z) => Math.Exp(-(x * x + y * y + z * z) / (2 * Sigma * Sigma));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private Rotation Uniform() => Rotation.FromEulerDegrees(360 * _random.NextDouble(), Math.Acos(2 * _random.NextDouble() - 1) * 180 / Math.PI, 360 * _random.NextDouble());
}
