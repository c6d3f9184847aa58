using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation;

/// <summary>What the table says of one particle: the values of <see cref="ParticleDraw"/> with the errors of a refinement.</summary>
internal readonly struct StatedParticle
{
    private const ulong PoseError = 110, ShiftError = 111, DefocusError = 117;

    public StatedParticle(SimulationOptions o, in ParticleDraw drawn)
    {
        ulong i = (ulong)drawn.Number;
        (Rot, Tilt, Psi) = (drawn.Rot, drawn.Tilt, drawn.Psi);
        if (o.PoseErrorDegrees > 0)
        {
            Span<double> vector = stackalloc double[3];
            for (int axis = 0; axis < 3; axis++)
            {
                vector[axis] = o.PoseErrorDegrees * Math.PI / 180 * CounterRandom.Normal(o.Seed, PoseError, 0, i, 2 * (ulong)axis);
            }
            (double rot, double tilt, double psi) = Turned(drawn.Rotation, vector).ToEulerDegrees();
            (Rot, Tilt, Psi) = (Math.Round(rot, 6), Math.Round(tilt, 6), Math.Round(psi, 6));
        }
        OriginX = Erring(drawn.OriginX, o.ShiftErrorAngstrom, o.Seed, ShiftError, i, 0, 6);
        OriginY = Erring(drawn.OriginY, o.ShiftErrorAngstrom, o.Seed, ShiftError, i, 1, 6);
        DefocusU = Erring(drawn.DefocusU, o.DefocusErrorAngstrom, o.Seed, DefocusError, i, 0, 2);
        DefocusV = Erring(drawn.DefocusV, o.DefocusErrorAngstrom, o.Seed, DefocusError, i, 0, 2);
    }

    public double Rot { get; }
    public double Tilt { get; }
    public double Psi { get; }
    public double OriginX { get; }
    public double OriginY { get; }
    public double DefocusU { get; }
    public double DefocusV { get; }

    private static double Erring(double value, double sigma, ulong seed, ulong purpose, ulong particle, ulong draw, int digits) =>
        sigma > 0 ? Math.Round(value + sigma * CounterRandom.Normal(seed, purpose, 0, particle, draw), digits) : value;

    /// <summary>Returns E A, where E turns right-handed about the vector, radians, by its length.</summary>
    internal static Rotation Turned(in Rotation a, ReadOnlySpan<double> vector)
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
