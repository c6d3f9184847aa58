using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation;

/// <summary>The random values of one particle, except its noise: a function of seed and number, so nothing has to be stored.</summary>
internal readonly struct ParticleDraw
{
    private const ulong Pose = 101, Shift = 102, Defocus = 103, Half = 104, Coordinate = 105;

    /// <summary>The purpose of the random counters of the noise.</summary>
    public const ulong Noise = 106;

    public ParticleDraw(SimulationOptions o, IReadOnlyList<CoordinateDistribution> distributions, int number)
    {
        ulong i = (ulong)number;
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
        Coordinates = new double[distributions.Count];
        for (int c = 0; c < Coordinates.Length; c++)
        {
            (double low, double high) = o.Motion.Ranges[c];
            Coordinates[c] = Math.Round(Math.Clamp(distributions[c].Draw(o.Seed, Coordinate, i, (ulong)c), low, high), 6);
        }
    }

    public double Rot { get; }
    public double Tilt { get; }
    public double Psi { get; }
    public double OriginX { get; }
    public double OriginY { get; }
    public double DefocusU { get; }
    public double DefocusV { get; }
    public double DefocusAngle { get; }
    public int HalfSet { get; }
    public double[] Coordinates { get; }

    public Rotation Rotation => Rotation.FromEulerDegrees(Rot, Tilt, Psi);
}
