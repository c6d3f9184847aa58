using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Simulation;

/// <summary>One copy of what an image shows, as weighted points: the atoms and the micelles' beads, or junk. Each thread has its own.</summary>
internal sealed class ParticleBody
{
    private readonly SimulationOptions _options;
    private readonly SimulationFrame _frame;
    private readonly double[] _positions;
    private readonly float[] _weights;
    private readonly int _atoms;

    public ParticleBody(SimulationOptions options, SimulationFrame frame)
    {
        (_options, _frame, _atoms) = (options, frame, options.Motion.Molecule.Count);
        int points = _atoms + frame.Micelles.Sum(m => m.Count);
        (_positions, _weights) = (new double[3 * points], new float[points]);
    }

    /// <summary>[point][x, y, z], Å from the box centre.</summary>
    public ReadOnlySpan<double> Positions => _positions;

    /// <summary>Electrons of each point.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Places the points of a particle or neighbour.</summary>
    public void Place(in ParticleDraw draw)
    {
        if (draw.IsJunk)
        {
            _weights.AsSpan(_atoms).Clear();
            JunkDensity.Place(_options.Seed, (ulong)draw.Number, _frame.Radius, _options.Motion.Molecule.Weights, _positions.AsSpan(0, 3 * _atoms), _weights.AsSpan(0, _atoms));
            return;
        }
        PlaceMolecule(draw);
        _frame.Composition.Weigh(draw.Present, _weights.AsSpan(0, _atoms));
    }

    /// <summary>Places the points of a particle's conformation and micelles, each atom with its mean weight over all particles.</summary>
    public void PlaceMean(in ParticleDraw draw)
    {
        PlaceMolecule(draw);
        _frame.Composition.WeighMean(_weights.AsSpan(0, _atoms));
    }

    private void PlaceMolecule(in ParticleDraw draw)
    {
        _frame.Place(draw.Coordinates, _positions.AsSpan(0, 3 * _atoms));
        int first = _atoms;
        foreach (MicelleBeads beads in _frame.Micelles)
        {
            beads.Place((ulong)draw.Number, draw.Copy, _positions.AsSpan(3 * first, 3 * beads.Count));
            _weights.AsSpan(first, beads.Count).Fill(beads.Weight);
            first += beads.Count;
        }
    }
}
