using Flex3D.Stages.Geometry;
using Flex3D.Stages.Imaging;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.State;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Focus;

/// <summary>A molecule of Gaussian blobs that a flow turns, linear in space, and shifts, by the latent of each particle: images and maps by closed formulas.</summary>
internal sealed class TurningMolecule
{
    public const int Box = 32, Count = 24;
    public const double Pixel = SmallWorld.Pixel, Sigma = 1;  // voxels

    /// <summary>Flow f(x) = z (Turn × x + Shift), Å.</summary>
    public static readonly (double X, double Y, double Z) Turn = (0.06, -0.04, 0.10), Shift = (3, -5, 2);

    public static readonly (double X, double Y, double Z)[] Domain = [(7, 0, 0), (8, 2, 1), (6, -1, 2)], Body = [(-4, 2, 1), (-6, -3, -3), (-3, -1, 5), (-5, 3, -5), (-7, 0, 2)];

    private readonly SmallWorld _world = new(Box, 1, latentDimension: 1, cellsAcross: 4);

    public TurningMolecule()
    {
        Latents = [.. Enumerable.Range(0, Count).Select(p => (float)(0.8 * Normal(p, 0)))];
        Table = new ParticleTable("memory", ["memory.mrcs"], [new OpticsGroup { Number = 1, Name = "one", VoltageKilovolt = 300, SphericalAberrationMillimetre = 0, AmplitudeContrast = 1, PixelSizeAngstrom = Pixel }],
            Enumerable.Range(0, Count).Select(p => new Particle(0, p, Given(p), 2 * Normal(p, 1), 2 * Normal(p, 2), 0, 0, 0, 0, 0, 1, 1, 0, 1 + p % 2, 3 * p)));
        State = new ParticleBlock(ParticleColumns.OfRun(1), Count);
        for (int p = 0; p < Count; p++)
        {
            State.Write(ParticleColumns.Latents, ColumnWriters.Training)[p] = Latents[p];
            State.Write(ParticleColumns.Contrast, ColumnWriters.Training)[p] = (float)ContrastOf(p);
            (double x, double y, double z) = OffsetOf(p).Turn;
            Span<float> turn = State.Write(ParticleColumns.Turn, ColumnWriters.Training).Slice(3 * p, 3), shift = State.Write(ParticleColumns.Shift, ColumnWriters.Training).Slice(2 * p, 2);
            (turn[0], turn[1], turn[2]) = ((float)x, (float)y, (float)z);
            (shift[0], shift[1]) = ((float)OffsetOf(p).X, (float)OffsetOf(p).Y);
        }
        Model = new FlexModel
        {
            Mesh = _world.Mesh,
            Flow = _world.Problem.Flow,
            FlowParameters = _world.LinearFlow((x, y, z) => (Turn.Y * z - Turn.Z * y + Shift.X, Turn.Z * x - Turn.X * z + Shift.Y, Turn.X * y - Turn.Y * x + Shift.Z)),
            Latents = Latents,
            RigidityStrength = 1,
            Box = Box,
            PixelSizeAngstrom = Pixel,
            TrainingBox = Box,
            Seed = 1,
            MotionSupported = true,
        };
    }

    public float[] Latents { get; }

    public ParticleTable Table { get; }

    public ParticleBlock State { get; }

    public FlexModel Model { get; }

    public DensityMap Solvent => _world.Mask;

    public static DensityMap Map => Volume([.. Domain, .. Body]);

    /// <summary>A ball around the domain.</summary>
    public static DensityMap Region => new(Box, Pixel, [.. Enumerable.Range(0, Box * Box * Box).Select(i => Math.Sqrt(Square(i % Box - Box / 2 - 7) + Square(i / Box % Box - Box / 2) + Square(i / Box / Box - Box / 2 - 1)) <= 5.5 ? 1f : 0)]);

    public static double ContrastOf(int p) => p % 3 == 0 ? 1.4 : 0.8;

    /// <summary>How far the particle's pose is from the given one.</summary>
    public static ((double X, double Y, double Z) Turn, double X, double Y) OffsetOf(int p) => p % 2 == 0 ? default : ((0.05, 0.02, -0.04), 3, -2);

    /// <summary>The orientation at which the particle was imaged.</summary>
    public static Rotation PoseOf(int p) => Given(p).Times(Rotation.FromVector(OffsetOf(p).Turn.X, OffsetOf(p).Turn.Y, OffsetOf(p).Turn.Z));

    /// <summary>Place of a point of the molecule, Å, in a conformation.</summary>
    public static (double X, double Y, double Z) Moved((double X, double Y, double Z) at, double z) =>
        (at.X + z * (Turn.Y * at.Z - Turn.Z * at.Y + Shift.X), at.Y + z * (Turn.Z * at.X - Turn.X * at.Z + Shift.Y), at.Z + z * (Turn.X * at.Y - Turn.Y * at.X + Shift.Z));

    /// <summary>The projection of blobs in a particle, times its contrast.</summary>
    public float[] Image(int p, IEnumerable<(double X, double Y, double Z)> blobs)
    {
        float[] image = new float[Box * Box];
        foreach ((double x, double y, double z) in blobs)
        {
            (double mx, double my, double mz) = Moved((x * Pixel, y * Pixel, z * Pixel), Latents[p]);
            (double u, double v, _) = PoseOf(p).Apply(mx, my, mz);
            (u, v) = ((u - Table[p].OriginXAngstrom + OffsetOf(p).X) / Pixel, (v - Table[p].OriginYAngstrom + OffsetOf(p).Y) / Pixel);
            for (int i = 0; i < image.Length; i++)
            {
                image[i] += (float)(ContrastOf(p) * Math.Sqrt(2 * Math.PI) * Sigma * Math.Exp(-(Square(i % Box - Box / 2 - u) + Square(i / Box - Box / 2 - v)) / (2 * Sigma * Sigma)));
            }
        }
        return image;
    }

    public static float Noise(int p, int pixel) => (float)CounterRandom.Normal(17, 9, 0, (ulong)p, (ulong)pixel);

    private static DensityMap Volume((double X, double Y, double Z)[] blobs) => new(Box, Pixel, [.. Enumerable.Range(0, Box * Box * Box).Select(i =>
        (float)blobs.Sum(b => Math.Exp(-(Square(i % Box - Box / 2 - b.X) + Square(i / Box % Box - Box / 2 - b.Y) + Square(i / Box / Box - Box / 2 - b.Z)) / (2 * Sigma * Sigma))))]);

    private static Rotation Given(int p) => Rotation.FromEulerDegrees(360 * Uniform(p, 0), Math.Acos(1 - 2 * Uniform(p, 1)) * 180 / Math.PI, 360 * Uniform(p, 2));

    private static double Uniform(int p, ulong draw) => CounterRandom.Uniform(29, 8, 0, (ulong)p, draw);

    private static double Normal(int p, ulong draw) => CounterRandom.Normal(31, 8, 0, (ulong)p, draw);

    private static double Square(double value) => value * value;
}

/// <summary>Noise whose images lie about another level, on another scale, and of which every other is dark on light.</summary>
internal sealed class ScaledNoise : INoiseModel
{
    public static PixelScaling Of(int particle) => new(2 + particle, (particle % 2 == 0 ? 0.5f : -2f));

    public void Read(ReadOnlySpan<int> particles, Span<PixelScaling> scalings)
    {
        for (int i = 0; i < particles.Length; i++)
        {
            scalings[i] = Of(particles[i]);
        }
    }

    public Func<double, double>? InverseVariance(int optics) => null;

    public void Dispose()
    {
    }
}
