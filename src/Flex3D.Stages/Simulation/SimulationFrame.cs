using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Simulation.Noise;
using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Simulation;

/// <summary>The molecule in the box: its rest conformation (the middle of every coordinate, or where all but a minority are) has its centre of mass at the box centre.</summary>
internal sealed class SimulationFrame
{
    /// <summary>Sd of an atom's Gaussian over the resolution.</summary>
    public const double SigmaOfResolution = 0.225;

    private readonly SimulationOptions _options;
    private readonly IReadOnlyList<CoordinateDistribution> _distributions;

    public SimulationFrame(SimulationOptions options, IReadOnlyList<CoordinateDistribution> distributions)
    {
        (_options, _distributions) = (options, distributions);
        double resolution = options.ResolutionAngstrom > 0 ? options.ResolutionAngstrom : 2 * options.PixelSizeAngstrom;
        Splat = new AtomSplat(SigmaOfResolution * resolution / options.PixelSizeAngstrom);
        RestCoordinates = [.. distributions.Select(d => d.Span.Middle)];
        Rest = new double[3 * options.Motion.Molecule.Count];
        options.Motion.Place(RestCoordinates, Rest);
        Centre = CentreOfMass(Rest, options.Motion.Molecule.Weights);
        Place(RestCoordinates, Rest);
        Radius = Farthest(Rest);
        Composition = new Composition(options.Motion.Molecule, options.Missing);
        double spacing = Math.Max(1.5, 2 * Splat.Sigma) * options.PixelSizeAngstrom;
        Micelles = [.. options.Micelles.Select((micelle, i) => new MicelleBeads(micelle, Centre, spacing, options.Seed, i))];
        Noise = options.Noise is { } spectrum ? new ColouredNoise(spectrum, options.Box, options.PixelSizeAngstrom) : null;
    }

    public AtomSplat Splat { get; }
    public double[] RestCoordinates { get; }

    /// <summary>Positions of the atoms at rest, [atom][x, y, z], Å from the box centre.</summary>
    public double[] Rest { get; }

    /// <summary>The point of the structure's frame that is the box centre, Å.</summary>
    public (double X, double Y, double Z) Centre { get; }

    /// <summary>Distance of the farthest atom from the centre, at rest, Å.</summary>
    public double Radius { get; }

    public Composition Composition { get; }
    public IReadOnlyList<MicelleBeads> Micelles { get; }

    /// <summary>The colour of the noise; null for white.</summary>
    public ColouredNoise? Noise { get; }

    /// <summary>
    /// Draws a neighbour of a particle. Its centre lies outside the box or at least two radii from the particle, and near enough for
    /// half its radius to reach into the box.
    /// </summary>
    /// <param name="copy">From 1.</param>
    public ParticleDraw Neighbour(in ParticleDraw draw, int copy)
    {
        double border = _options.Box / 2 * _options.PixelSizeAngstrom;
        return draw.Neighbour(_options, _distributions, copy, Math.Min(border, 2 * Radius), border + Radius / 2);
    }

    /// <summary>Writes the positions of the atoms at the given coordinates, [atom][x, y, z], Å from the box centre.</summary>
    public void Place(ReadOnlySpan<double> coordinates, Span<double> positions)
    {
        _options.Motion.Place(coordinates, positions);
        for (int i = 0; i < positions.Length; i += 3)
        {
            positions[i] -= Centre.X;
            positions[i + 1] -= Centre.Y;
            positions[i + 2] -= Centre.Z;
        }
    }

    /// <summary>Computes the mean density of the complete molecule, without micelles, over some conformations, times <paramref name="greyScale"/>.</summary>
    public DensityMap Density(IEnumerable<double[]> conformations, double greyScale)
    {
        var raw = new DensityMap(_options.Box, _options.PixelSizeAngstrom);
        double[][] all = [.. conformations];
        double[] positions = new double[Rest.Length];
        foreach (double[] coordinates in all)
        {
            Place(coordinates, positions);
            Splat.AddDensity(positions, _options.Motion.Molecule.Weights, _options.PixelSizeAngstrom, greyScale / all.Length, _options.Box, raw.Values);
        }
        return RadialFilter.Apply(raw, Splat.Gain);
    }

    /// <summary>Computes the mean density over some particles, times <paramref name="greyScale"/>, with micelles and the mean composition, low-passed at a resolution.</summary>
    public DensityMap MeanDensity(IReadOnlyCollection<ParticleDraw> particles, double greyScale, double lowPassAngstrom)
    {
        var raw = new DensityMap(_options.Box, _options.PixelSizeAngstrom);
        var body = new ParticleBody(_options, this);
        foreach (ParticleDraw particle in particles)
        {
            body.PlaceMean(particle);
            Splat.AddDensity(body.Positions, body.Weights, _options.PixelSizeAngstrom, greyScale / particles.Count, _options.Box, raw.Values);
        }
        double cutoff = _options.PixelSizeAngstrom / lowPassAngstrom, edge = 4.0 / _options.Box;
        return RadialFilter.Apply(raw, f => Splat.Gain(f) * RadialFilter.LowPassGain(f, cutoff, edge));
    }

    /// <summary>Makes a soft mask around the chosen atoms in some conformations, and around the micelles if they are wanted.</summary>
    public DensityMap Mask(IEnumerable<double[]> conformations, Func<int, bool> choose, bool micelles = false)
    {
        int n = _options.Box;
        bool[] set = new bool[n * n * n];
        double[] positions = new double[Rest.Length];
        foreach (double[] coordinates in conformations)
        {
            Place(coordinates, positions);
            Set(positions, choose);
        }
        foreach (MicelleBeads beads in micelles ? Micelles : [])
        {
            Set(PositionsOf(beads), _ => true);
        }
        double margin = Math.Max(_options.MaskMarginAngstrom, 2 * _options.PixelSizeAngstrom);
        return SolventMask.Soften(set, n, _options.PixelSizeAngstrom, margin, margin);

        void Set(ReadOnlySpan<double> points, Func<int, bool> chosen)
        {
            for (int a = 0; a < points.Length / 3; a++)
            {
                int x = Voxel(points[3 * a]), y = Voxel(points[3 * a + 1]), z = Voxel(points[3 * a + 2]);
                if (chosen(a) && (uint)x < (uint)n && (uint)y < (uint)n && (uint)z < (uint)n)
                {
                    set[(z * n + y) * n + x] = true;
                }
            }
        }
    }

    /// <exception cref="InputException">An atom, or a micelle without disorder, comes closer than two pixels to the edge of the box in some conformation and view.</exception>
    public void RequireRoom(IEnumerable<double[]> conformations)
    {
        double farthest = 0;
        double[] positions = new double[Rest.Length];
        foreach (double[] coordinates in conformations)
        {
            Place(coordinates, positions);
            farthest = Math.Max(farthest, Farthest(positions));
        }
        RequireRoom("molecule", farthest);
        RequireRoom("micelle", Micelles.Select(beads => Farthest(PositionsOf(beads))).DefaultIfEmpty().Max());
    }

    private void RequireRoom(string what, double farthest)
    {
        double room = (_options.Box / 2 - 2) * _options.PixelSizeAngstrom;
        if (!(farthest <= room))
        {
            throw new InputException("simulate", null,
                string.Create(CultureInfo.InvariantCulture, $"a {what} that reaches {farthest:0.#} Å from the molecule's centre in a box of {_options.Box} pixels of {_options.PixelSizeAngstrom} Å"),
                string.Create(CultureInfo.InvariantCulture, $"at most {room:0.#} Å"), "choose a larger box or larger pixels");
        }
    }

    private static double[] PositionsOf(MicelleBeads beads)
    {
        double[] positions = new double[3 * beads.Count];
        beads.Place(positions);
        return positions;
    }

    private static double Farthest(ReadOnlySpan<double> positions)
    {
        double farthest = 0;
        for (int i = 0; i < positions.Length; i += 3)
        {
            farthest = Math.Max(farthest, positions[i] * positions[i] + positions[i + 1] * positions[i + 1] + positions[i + 2] * positions[i + 2]);
        }
        return Math.Sqrt(farthest);
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
