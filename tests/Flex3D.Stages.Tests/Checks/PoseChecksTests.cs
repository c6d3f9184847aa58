using Flex3D.Stages.Checks;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Images;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Tests.Checks;

/// <summary>Pose errors, wrong poses and alternatives, on images that are projected from Gaussians in real space.</summary>
public sealed class PoseChecksTests : IDisposable
{
    private const int Box = 32, Count = 120;
    private const double Pixel = 3, Sigma = 4;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-poses-").FullName;
    private readonly Random _random = new(5);
    private readonly (double X, double Y, double Z)[] _atoms;

    public PoseChecksTests() => _atoms = [.. Enumerable.Range(0, 14).Select(_ => (20 * Normal() * 0.6, 20 * Normal() * 0.6, 20 * Normal() * 0.6))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0.0)]
    [InlineData(3.0)]
    public void TheErrorOfPosesIsFound(double error)
    {
        using ParticleTable table = Simulate(error, wrong: 0);

        PoseAccuracy.Estimate angle = PoseAccuracy.Angle(Scorer(table), r => r);

        angle.Value.ShouldBe(error, 0.8);
        angle.Low.ShouldBeLessThanOrEqualTo(angle.Value);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void ThePartOfWrongPosesIsFound(double wrong)
    {
        using ParticleTable table = Simulate(0, wrong);
        AgreementScorer scorer = Scorer(table);

        WrongPoses.Estimate estimate = WrongPoses.Of(scorer, scorer.Score((_, r) => r), r => r);

        Math.Abs(estimate.Fraction - wrong).ShouldBeLessThan(3 * estimate.Error + 0.02);
        estimate.Significance.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void NoiseAgreesWithNothingAndNoAlternativeIsShown()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            using ParticleTable table = Simulate(0, 0, signal: 0);

            IReadOnlyList<CheckFinding> findings = InputCheck.OfImages(table, Stacks(table), Map(), new InputCheckOptions { Quick = true });

            findings.ShouldAllBe(finding => !finding.Shown);
            findings.ShouldContain(finding => finding.Code == "no-agreement");
        }
    }

    private AgreementScorer Scorer(ParticleTable table) =>
        new(ImageSample.Read(table, Stacks(table), SpreadRows.Of(Count, Count), Box), CentralSlices.Of(Map(), 2 * Pixel, 1), 2);

    private ParticleStacks Stacks(ParticleTable table) => new(table);

    private DensityMap Map()
    {
        var map = new DensityMap(Box, Pixel);
        for (int i = 0; i < map.Values.Length; i++)
        {
            map.Values[i] = (float)_atoms.Sum(atom => Gauss((i % Box - Box / 2) * Pixel - atom.X, (i / Box % Box - Box / 2) * Pixel - atom.Y, (i / Box / Box - Box / 2) * Pixel - atom.Z));
        }
        return map;
    }

    // Particles without CTF: each image is the sum of the atoms' Gaussians where the true pose puts them, in white noise.
    private ParticleTable Simulate(double errorDegrees, double wrong, double signal = 1)
    {
        string stack = Path.Combine(_folder, $"{Guid.CreateVersion7():N}.mrcs");
        var particles = new List<Particle>();
        using (var writer = Flex3D.Stages.Formats.MrcStackWriter.Create(stack, Box, Pixel, "test"))
        {
            float[] image = new float[Box * Box];
            for (int i = 0; i < Count; i++)
            {
                Rotation truth = Uniform();
                (double, double)[] places = [.. _atoms.Select(atom => truth.Apply(atom.X, atom.Y, atom.Z)).Select(p => (p.X, p.Y))];
                for (int k = 0; k < image.Length; k++)
                {
                    double x = (k % Box - Box / 2) * Pixel, y = (k / Box - Box / 2) * Pixel;
                    image[k] = (float)(signal * places.Sum(p => Gauss(x - p.Item1, y - p.Item2, 0)) + Normal());
                }
                writer.Append(image);
                Rotation told = i < wrong * Count ? Uniform() : Turned(truth, errorDegrees);
                particles.Add(new Particle(0, i, told, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1 + i % 2, i));
            }
            writer.Commit();
        }
        var optics = new OpticsGroup { Number = 1, Name = "1", VoltageKilovolt = 300, SphericalAberrationMillimetre = 0, AmplitudeContrast = 1, PixelSizeAngstrom = Pixel, Box = Box };
        return new ParticleTable("test", [stack], [optics], particles);
    }

    private static double Gauss(double x, double y, double z) => Math.Exp(-(x * x + y * y + z * z) / (2 * Sigma * Sigma));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private Rotation Uniform() => Rotation.FromEulerDegrees(360 * _random.NextDouble(), Math.Acos(2 * _random.NextDouble() - 1) * 180 / Math.PI, 360 * _random.NextDouble());

    // Turned about each axis by a normal angle: a Rodrigues vector in front of the pose.
    private Rotation Turned(Rotation r, double degrees)
    {
        double scale = degrees * Math.PI / 180;
        Rotation t = Rotation.FromCryoSparcPose(scale * Normal(), scale * Normal(), scale * Normal());
        return new(
            t.M00 * r.M00 + t.M01 * r.M10 + t.M02 * r.M20, t.M00 * r.M01 + t.M01 * r.M11 + t.M02 * r.M21, t.M00 * r.M02 + t.M01 * r.M12 + t.M02 * r.M22,
            t.M10 * r.M00 + t.M11 * r.M10 + t.M12 * r.M20, t.M10 * r.M01 + t.M11 * r.M11 + t.M12 * r.M21, t.M10 * r.M02 + t.M11 * r.M12 + t.M12 * r.M22,
            t.M20 * r.M00 + t.M21 * r.M10 + t.M22 * r.M20, t.M20 * r.M01 + t.M21 * r.M11 + t.M22 * r.M21, t.M20 * r.M02 + t.M21 * r.M12 + t.M22 * r.M22);
    }
}
