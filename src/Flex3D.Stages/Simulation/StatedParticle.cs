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
            ParticleDraw turned = drawn.Turned(vector);
            (Rot, Tilt, Psi) = (Math.Round(turned.Rot, 6), Math.Round(turned.Tilt, 6), Math.Round(turned.Psi, 6));
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
}
