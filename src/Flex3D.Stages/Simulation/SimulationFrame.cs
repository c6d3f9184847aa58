using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;

namespace Flex3D.Stages.Simulation;

/// <summary>The molecule in the box: its rest conformation (the middle of every coordinate) has its centre of mass at the box centre.</summary>
internal sealed class SimulationFrame
{
    private readonly SimulationOptions _options;
    private readonly (double X, double Y, double Z) _centre;

    public SimulationFrame(SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions)
    {
        _options = options;
        double resolution = options.ResolutionAngstrom > 0 ? options.ResolutionAngstrom : 2 * options.PixelSizeAngstrom;
        Splat = new AtomSplat(0.225 * resolution / options.PixelSizeAngstrom);
        RestCoordinates = [.. distributions.Select(d => d.Span.Middle)];
        Rest = new double[3 * options.Motion.Molecule.Count];
        options.Motion.Place(RestCoordinates, Rest);
        _centre = CentreOfMass(Rest, options.Motion.Molecule.Weights);
        Place(RestCoordinates, Rest);
    }

    public AtomSplat Splat { get; }
    public double[] RestCoordinates { get; }

    /// <summary>Positions of the atoms at rest, [atom][x, y, z], Å from the box centre.</summary>
    public double[] Rest { get; }

    /// <summary>Writes the positions of the atoms at the given coordinates, [atom][x, y, z], Å from the box centre.</summary>
    public void Place(ReadOnlySpan<double> coordinates, Span<double> positions)
    {
        _options.Motion.Place(coordinates, positions);
        for (int i = 0; i < positions.Length; i += 3)
        {
            positions[i] -= _centre.X;
            positions[i + 1] -= _centre.Y;
            positions[i + 2] -= _centre.Z;
        }
    }

    /// <summary>Computes the mean density over some conformations, times <paramref name="greyScale"/>; low-passed where a resolution (Å) is given.</summary>
    public DensityMap Density(IEnumerable<double[]> conformations, double greyScale, double lowPassAngstrom = 0)
    {
        var raw = new DensityMap(_options.Box, _options.PixelSizeAngstrom);
        double[][] all = [.. conformations];
        double[] positions = new double[Rest.Length];
        foreach (double[] coordinates in all)
        {
            Place(coordinates, positions);
            Splat.AddDensity(positions, _options.Motion.Molecule.Weights, _options.PixelSizeAngstrom, greyScale / all.Length, _options.Box, raw.Values);
        }
        double cutoff = lowPassAngstrom > 0 ? _options.PixelSizeAngstrom / lowPassAngstrom : 1;
        double edge = 4.0 / _options.Box;
        return RadialFilter.Apply(raw, f => Splat.Gain(f) * RadialFilter.LowPassGain(f, cutoff, edge));
    }

    /// <summary>Makes a soft mask around the chosen atoms in some conformations.</summary>
    public DensityMap Mask(IEnumerable<double[]> conformations, Func<int, bool> choose)
    {
        int n = _options.Box;
        bool[] set = new bool[n * n * n];
        double[] positions = new double[Rest.Length];
        foreach (double[] coordinates in conformations)
        {
            Place(coordinates, positions);
            for (int a = 0; a < positions.Length / 3; a++)
            {
                int x = Voxel(positions[3 * a]), y = Voxel(positions[3 * a + 1]), z = Voxel(positions[3 * a + 2]);
                if (choose(a) && (uint)x < (uint)n && (uint)y < (uint)n && (uint)z < (uint)n)
                {
                    set[(z * n + y) * n + x] = true;
                }
            }
        }
        double margin = Math.Max(_options.MaskMarginAngstrom, 2 * _options.PixelSizeAngstrom);
        return SolventMask.Soften(set, n, _options.PixelSizeAngstrom, margin, margin);
    }

    /// <exception cref="InputException">An atom comes closer than two pixels to the edge of the box in some conformation and view.</exception>
    public void RequireRoom(IEnumerable<double[]> conformations)
    {
        double farthest = 0;
        double[] positions = new double[Rest.Length];
        foreach (double[] coordinates in conformations)
        {
            Place(coordinates, positions);
            for (int i = 0; i < positions.Length; i += 3)
            {
                farthest = Math.Max(farthest, positions[i] * positions[i] + positions[i + 1] * positions[i + 1] + positions[i + 2] * positions[i + 2]);
            }
        }
        farthest = Math.Sqrt(farthest);
        double room = (_options.Box / 2 - 2) * _options.PixelSizeAngstrom;
        if (!(farthest <= room))
        {
            throw new InputException("simulate", null,
                string.Create(CultureInfo.InvariantCulture, $"a molecule that reaches {farthest:0.#} Å from its centre in a box of {_options.Box} pixels of {_options.PixelSizeAngstrom} Å"),
                string.Create(CultureInfo.InvariantCulture, $"at most {room:0.#} Å"), "choose a larger box or larger pixels");
        }
    }

    private int Voxel(double angstrom) => (int)Math.Round(angstrom / _options.PixelSizeAngstrom) + _options.Box / 2;

    private static (double, double, double) CentreOfMass(double[] positions, float[] weights)
    {
        double x = 0, y = 0, z = 0, sum = 0;
        for (int a = 0; a < weights.Length; a++)
        {
            (x, y, z, sum) = (x + weights[a] * positions[3 * a], y + weights[a] * positions[3 * a + 1], z + weights[a] * positions[3 * a + 2], sum + weights[a]);
        }
        return (x / sum, y / sum, z / sum);
    }
}
