using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Tests.LocalRefinement;

/// <summary>A molecule of Gaussian blobs whose arm turns by its own small angle in each particle: images and maps by closed formulas, without any operator of the program.</summary>
internal sealed class TurningArm
{
    public const int Box = 32, Count = 96;
    public const double Pixel = 4;
    private const double Sigma = 1; // voxels
    private readonly double _rms;

    private static readonly (double X, double Y, double Z) s_centre = (7, 0, 0);
    private static readonly (double X, double Y, double Z)[] s_arm = [(2, 0, 1), (5, 5, -2), (7, -6, 2), (8, 1, 6), (9, 2, -6), (12, -2, 0), (6, -3, -4)];
    private static readonly (double X, double Y, double Z)[] s_body = [(-3, 0, 0), (-5, 4, 2), (-7, -3, -3), (-4, 2, -6), (-8, 1, 4), (-6, -6, 1)];

    public TurningArm(double noise, double degreesRms)
    {
        _rms = degreesRms;
        Turns = [.. Enumerable.Range(0, Count).Select(p => (Turn(p, 0), Turn(p, 1), Turn(p, 2)))];
        Table = new ParticleTable("memory", ["memory.mrcs"], [new OpticsGroup { Number = 1, Name = "one", VoltageKilovolt = 300, SphericalAberrationMillimetre = 0, AmplitudeContrast = 1, PixelSizeAngstrom = Pixel }],
            Enumerable.Range(0, Count).Select(p => new Particle(0, p, Pose(p), 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1 + p % 2, p)));
        Images = [.. Enumerable.Range(0, Count).Select(p => Image(p, noise))];
        Rigid = Map([.. Turns]);
        Region = Soft(s_centre, 8.5);
        Solvent = Soft((0, 0, 0), 15);

        double Turn(int particle, int axis) => _rms / Math.Sqrt(3) * Math.PI / 180 * CounterRandom.Normal(41, 7, 0, (ulong)particle, (ulong)axis);
    }

    /// <summary>The turn of the arm in each particle about its centre, a rotation vector, radians.</summary>
    public (double X, double Y, double Z)[] Turns { get; }

    public ParticleTable Table { get; }

    public float[][] Images { get; }

    /// <summary>The mean of the molecule over the particles: what a rigid reconstruction would give.</summary>
    public DensityMap Rigid { get; }

    /// <summary>The molecule with its arm at rest.</summary>
    public DensityMap AtRest { get; } = Map([(0, 0, 0)]);

    public DensityMap Region { get; }

    public DensityMap Solvent { get; }

    /// <summary>1 within a ball, with an edge of three voxels.</summary>
    public static DensityMap Soft((double X, double Y, double Z) centre, double radius) => new(Box, Pixel, [.. Enumerable.Range(0, Box * Box * Box).Select(i =>
    {
        double x = i % Box - Box / 2 - centre.X, y = i / Box % Box - Box / 2 - centre.Y, z = i / Box / Box - Box / 2 - centre.Z;
        return (float)Math.Clamp((radius - Math.Sqrt(x * x + y * y + z * z)) / 3 + 0.5, 0, 1);
    })]);

    private static Rotation Pose(int p)
    {
        double Next(int draw) => CounterRandom.Uniform(29, 8, 0, (ulong)p, (ulong)draw);
        return Rotation.FromEulerDegrees(360 * Next(0), Math.Acos(1 - 2 * Next(1)) * 180 / Math.PI, 360 * Next(2));
    }

    private static IEnumerable<(double X, double Y, double Z)> Places((double X, double Y, double Z) turn)
    {
        var rotation = Rotation.FromVector(turn.X, turn.Y, turn.Z);
        foreach ((double x, double y, double z) in s_arm)
        {
            (double X, double Y, double Z) r = rotation.Apply(x - s_centre.X, y - s_centre.Y, z - s_centre.Z);
            yield return (r.X + s_centre.X, r.Y + s_centre.Y, r.Z + s_centre.Z);
        }
        foreach ((double, double, double) place in s_body)
        {
            yield return place;
        }
    }

    private float[] Image(int particle, double noise)
    {
        float[] image = new float[Box * Box];
        Rotation pose = Pose(particle);
        foreach ((double x, double y, double z) in Places(Turns[particle]))
        {
            (double X, double Y, double Z) at = pose.Apply(x, y, z);
            for (int i = 0; i < image.Length; i++)
            {
                double dx = i % Box - Box / 2 - at.X, dy = i / Box - Box / 2 - at.Y;
                image[i] += (float)(Math.Sqrt(2 * Math.PI) * Sigma * Math.Exp(-(dx * dx + dy * dy) / (2 * Sigma * Sigma)));
            }
        }
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (float)((image[i] + noise * CounterRandom.Normal(17, 9, 0, (ulong)particle, (ulong)i)) / noise); // of unit noise
        }
        return image;
    }

    private static DensityMap Map(IReadOnlyList<(double X, double Y, double Z)> turns)
    {
        var map = new DensityMap(Box, Pixel);
        foreach ((double X, double Y, double Z) turn in turns)
        {
            foreach ((double x, double y, double z) in Places(turn))
            {
                for (int k = (int)z - 5; k <= z + 5; k++)
                {
                    for (int j = (int)y - 5; j <= y + 5; j++)
                    {
                        for (int i = (int)x - 5; i <= x + 5; i++)
                        {
                            double square = (i - x) * (i - x) + (j - y) * (j - y) + (k - z) * (k - z);
                            map[k + Box / 2, j + Box / 2, i + Box / 2] += (float)(Math.Exp(-square / (2 * Sigma * Sigma)) / turns.Count);
                        }
                    }
                }
            }
        }
        return map;
    }
}
