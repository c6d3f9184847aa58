using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Simulation.Surroundings;

/// <summary>A micelle as equal Gaussians on a lattice, displaced in each particle; immutable.</summary>
/// <remarks>The lattice is finer than the images resolve, so that the belt without disorder is smooth.</remarks>
internal sealed class MicelleBeads
{
    /// <summary>Electrons per Å³ of protein without its hydrogens: 1.35 g/cm³, 0.47 electrons of heavier atoms per Da.</summary>
    public const double ProteinElectrons = 0.38;

    private const ulong Disorder = 116;
    private const int Harmonics = 4, LeastBeads = 500;

    private readonly Micelle _micelle;
    private readonly ulong _seed, _index;
    private readonly (double X, double Y, double Z) _centre, _u, _v, _axis;
    private readonly (double Rho, double Cos, double Sin, double Height)[] _beads;

    /// <param name="origin">The point of the structure's frame that becomes the origin, Å.</param>
    /// <param name="spacing">Largest distance of the lattice's points, Å.</param>
    /// <param name="index">Number among the micelles of the molecule: each has its own draws.</param>
    public MicelleBeads(Micelle micelle, (double X, double Y, double Z) origin, double spacing, ulong seed, int index)
    {
        (_micelle, _seed, _index) = (micelle, seed, (ulong)index);
        (double x, double y, double z) = micelle.Centre ?? origin;
        _centre = (x - origin.X, y - origin.Y, z - origin.Z);
        (x, y, z) = micelle.Axis;
        double length = Math.Sqrt(x * x + y * y + z * z);
        _axis = (x / length, y / length, z / length);
        // Any two directions across the axis: the first across the coordinate axis that is farthest from it.
        _u = Math.Abs(_axis.Z) < 0.9 ? Unit(_axis.Y, -_axis.X, 0) : Unit(0, _axis.Z, -_axis.Y);
        _v = (_axis.Y * _u.Z - _axis.Z * _u.Y, _axis.Z * _u.X - _axis.X * _u.Z, _axis.X * _u.Y - _axis.Y * _u.X);
        _beads = Lattice(micelle, Math.Min(spacing, Math.Cbrt(micelle.Volume / LeastBeads)));
        Weight = (float)(micelle.Density * ProteinElectrons * micelle.Volume / _beads.Length);
    }

    /// <summary>The number of beads.</summary>
    public int Count => _beads.Length;

    /// <summary>Electrons of a bead.</summary>
    public float Weight { get; }

    /// <summary>Writes the positions of the beads without disorder, [bead][x, y, z] Å.</summary>
    public void Place(Span<double> positions) => Place(positions, stackalloc double[2 * Harmonics + 1]);

    /// <summary>Writes the positions of the beads in one copy of the molecule, [bead][x, y, z] Å.</summary>
    /// <param name="copy">0 for the particle itself, else the number of a neighbour.</param>
    public void Place(ulong particle, int copy, Span<double> positions)
    {
        Span<double> amplitudes = stackalloc double[2 * Harmonics + 1];
        for (int i = 0; i < amplitudes.Length; i++)
        {
            amplitudes[i] = _micelle.Disorder * CounterRandom.Normal(_seed, Disorder + (_index << 32), (ulong)copy, particle, (ulong)i) / Math.Sqrt(Harmonics + 1);
        }
        Place(positions, amplitudes);
    }

    // amplitudes: a0, a1, b1, a2, b2 …
    private void Place(Span<double> positions, ReadOnlySpan<double> amplitudes)
    {
        for (int i = 0; i < _beads.Length; i++)
        {
            (double rho, double cos, double sin, double height) = _beads[i];
            double delta = amplitudes[0], c = 1, s = 0;
            for (int m = 1; m < amplitudes.Length; m += 2)
            {
                (c, s) = (c * cos - s * sin, s * cos + c * sin);
                delta += amplitudes[m] * c + amplitudes[m + 1] * s;
            }
            double a = rho * (1 + delta) * cos, b = rho * (1 + delta) * sin;
            positions[3 * i] = _centre.X + a * _u.X + b * _v.X + height * _axis.X;
            positions[3 * i + 1] = _centre.Y + a * _u.Y + b * _v.Y + height * _axis.Y;
            positions[3 * i + 2] = _centre.Z + a * _u.Z + b * _v.Z + height * _axis.Z;
        }
    }

    private static (double, double, double, double)[] Lattice(Micelle micelle, double spacing)
    {
        double outer = micelle.RadiusAngstrom + micelle.ThicknessAngstrom / 2;
        int across = (int)Math.Ceiling(outer / spacing), along = (int)Math.Ceiling(micelle.HeightAngstrom / 2 / spacing);
        var beads = new List<(double, double, double, double)>();
        for (int k = -along; k < along; k++)
        {
            for (int j = -across; j < across; j++)
            {
                for (int i = -across; i < across; i++)
                {
                    double x = (i + 0.5) * spacing, y = (j + 0.5) * spacing, z = (k + 0.5) * spacing, rho = Math.Sqrt(x * x + y * y);
                    double p = (rho - micelle.RadiusAngstrom) / (micelle.ThicknessAngstrom / 2), q = z / (micelle.HeightAngstrom / 2);
                    if (p * p + q * q <= 1)
                    {
                        beads.Add((rho, x / rho, y / rho, z));
                    }
                }
            }
        }
        return [.. beads];
    }

    private static (double, double, double) Unit(double x, double y, double z)
    {
        double length = Math.Sqrt(x * x + y * y + z * z);
        return (x / length, y / length, z / length);
    }
}
