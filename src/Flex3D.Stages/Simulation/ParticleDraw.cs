using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Simulation;

/// <summary>The random values that one particle's image is made with, except its noise: a function of seed and number, so nothing has to be stored. <see cref="StatedParticle"/> has those of the table.</summary>
internal readonly struct ParticleDraw
{
    private const ulong Pose = 101, Shift = 102, Defocus = 103, Half = 104, Coordinate = 105, ContrastFactor = 107, Junk = 108, Presence = 109;

    /// <summary>The purpose of the random counters of the noise.</summary>
    public const ulong Noise = 106;

    public ParticleDraw(SimulationOptions o, IReadOnlyList<CoordinateDistribution> distributions, int number)
    {
        ulong i = (ulong)number;
        Number = number;
        // Rounded to the digits printed in the table, so that image and table agree exactly.
        Rot = Math.Round(360 * CounterRandom.Uniform(o.Seed, Pose, 0, i, 0) - 180, 6);
        Tilt = Math.Round(Math.Acos(1 - 2 * CounterRandom.Uniform(o.Seed, Pose, 0, i, 1)) * 180 / Math.PI, 6);
        Psi = Math.Round(360 * CounterRandom.Uniform(o.Seed, Pose, 0, i, 2) - 180, 6);
        OriginX = Math.Round(o.ShiftSigmaAngstrom * CounterRandom.Normal(o.Seed, Shift, 0, i, 0), 6);
        OriginY = Math.Round(o.ShiftSigmaAngstrom * CounterRandom.Normal(o.Seed, Shift, 0, i, 1), 6);
        double mean = o.DefocusMinimumAngstrom + (o.DefocusMaximumAngstrom - o.DefocusMinimumAngstrom) * CounterRandom.Uniform(o.Seed, Defocus, 0, i, 0);
        double astigmatism = o.AstigmatismAngstrom * CounterRandom.Uniform(o.Seed, Defocus, 0, i, 1);
        DefocusU = Math.Round(mean + astigmatism / 2, 2);
        DefocusV = Math.Round(mean - astigmatism / 2, 2);
        DefocusAngle = Math.Round(180 * CounterRandom.Uniform(o.Seed, Defocus, 0, i, 2), 3);
        HalfSet = 1 + (int)(CounterRandom.Bits(o.Seed, Half, 0, i, 0) >> 63);
        Coordinates = DrawCoordinates(o, distributions, i, 0);
        double sigma = Math.Sqrt(Math.Log(1 + o.ContrastSpread * o.ContrastSpread));
        Contrast = o.ContrastSpread > 0 ? Math.Round(Math.Exp(sigma * CounterRandom.Normal(o.Seed, ContrastFactor, 0, i, 0) - sigma * sigma / 2), 6) : 1;
        Group = 1 + number % o.OpticsGroups;
        IsJunk = CounterRandom.Uniform(o.Seed, Junk, 0, i, 0) < o.JunkFraction;
        Present = DrawPresence(o, i, 0);
        Neighbours = NeighbourPlacement.Count(o.Seed, i, o.Neighbours);
    }

    /// <summary>The number of the particle, from 0.</summary>
    public int Number { get; }

    /// <summary>0 for the particle itself, else the number of a neighbour.</summary>
    public int Copy { get; init; }

    public double Rot { get; init; }
    public double Tilt { get; init; }
    public double Psi { get; init; }
    public double OriginX { get; init; }
    public double OriginY { get; init; }
    public double DefocusU { get; init; }
    public double DefocusV { get; init; }
    public double DefocusAngle { get; }
    public int HalfSet { get; }
    public double[] Coordinates { get; init; }

    /// <summary>Factor on the signal.</summary>
    public double Contrast { get; init; }

    /// <summary>Optics group, from 1.</summary>
    public int Group { get; }

    /// <summary>Whether the image holds something else than the molecule.</summary>
    public bool IsJunk { get; init; }

    /// <summary>Whether each part that may be missing is present.</summary>
    public bool[] Present { get; init; }

    /// <summary>The number of neighbours in the image.</summary>
    public int Neighbours { get; init; }

    public Rotation Rotation => Rotation.FromEulerDegrees(Rot, Tilt, Psi);

    /// <summary>Returns the particle turned about a vector, radians, after its own rotation, as the table errs.</summary>
    public ParticleDraw Turned(ReadOnlySpan<double> vector)
    {
        (double rot, double tilt, double psi) = Turned(Rotation, vector).ToEulerDegrees();
        return this with { Rot = rot, Tilt = tilt, Psi = psi };
    }

    /// <summary>Returns the particle by itself, at the contrast of all: what the SNR is about.</summary>
    public ParticleDraw Alone() => this with { Contrast = 1, IsJunk = false, Neighbours = 0 };

    /// <summary>Draws a neighbour: another copy of the molecule, of any pose, conformation and composition, seen through the same optics.</summary>
    /// <param name="copy">From 1.</param>
    /// <param name="inner">Half the edge, Å, of the square around the particle that has no neighbour's centre; <paramref name="outer"/> of the one that has all.</param>
    public ParticleDraw Neighbour(SimulationOptions o, IReadOnlyList<CoordinateDistribution> distributions, int copy, double inner, double outer)
    {
        ulong i = (ulong)Number, epoch = (ulong)copy;
        (double x, double y) = NeighbourPlacement.Centre(o.Seed, i, copy, inner, outer);
        return this with
        {
            Copy = copy,
            IsJunk = false,
            Rot = 360 * CounterRandom.Uniform(o.Seed, Pose, epoch, i, 0),
            Tilt = Math.Acos(1 - 2 * CounterRandom.Uniform(o.Seed, Pose, epoch, i, 1)) * 180 / Math.PI,
            Psi = 360 * CounterRandom.Uniform(o.Seed, Pose, epoch, i, 2),
            OriginX = -x,
            OriginY = -y,
            Coordinates = DrawCoordinates(o, distributions, i, epoch),
            Present = DrawPresence(o, i, epoch),
        };
    }

    private static double[] DrawCoordinates(SimulationOptions o, IReadOnlyList<CoordinateDistribution> distributions, ulong particle, ulong copy)
    {
        double[] coordinates = new double[distributions.Count];
        for (int c = 0; c < coordinates.Length; c++)
        {
            (double low, double high) = o.Motion.Ranges[c];
            coordinates[c] = Math.Round(Math.Clamp(distributions[c].Draw(o.Seed, Coordinate + (copy << 32), particle, (ulong)c), low, high), 6);
        }
        return coordinates;
    }

    private static bool[] DrawPresence(SimulationOptions o, ulong particle, ulong copy) =>
        [.. o.Missing.Select((part, p) => CounterRandom.Uniform(o.Seed, Presence, copy, particle, (ulong)p) >= part.Fraction)];

    // E A, where E turns right-handed about the vector by its length: column c of E A is column c of A, turned.
    private static Rotation Turned(in Rotation a, ReadOnlySpan<double> vector)
    {
        (double x, double y, double z) = (vector[0], vector[1], vector[2]);
        double angle = Math.Sqrt(x * x + y * y + z * z);
        if (angle == 0)
        {
            return a;
        }
        (x, y, z) = (x / angle, y / angle, z / angle);
        (double sin, double cos) = Math.SinCos(angle);
        (double, double, double) Turn(double p, double q, double r)
        {
            double along = (x * p + y * q + z * r) * (1 - cos);
            return (p * cos + (y * r - z * q) * sin + x * along, q * cos + (z * p - x * r) * sin + y * along, r * cos + (x * q - y * p) * sin + z * along);
        }
        (double m00, double m10, double m20) = Turn(a.M00, a.M10, a.M20);
        (double m01, double m11, double m21) = Turn(a.M01, a.M11, a.M21);
        (double m02, double m12, double m22) = Turn(a.M02, a.M12, a.M22);
        return new Rotation(m00, m01, m02, m10, m11, m12, m20, m21, m22);
    }
}
