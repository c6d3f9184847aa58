using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Motion through a grid of known conformations: multilinear interpolation of the positions between neighbouring states.</summary>
/// <remarks>
/// Each coordinate runs from 0 (first state) to 1 (last), states equally spaced. Linear paths shorten a domain that turns by
/// angle α between two states by a factor cos(α/2) half-way; more states, or hinges, avoid that.
/// </remarks>
public sealed class StateMotion : IMotion
{
    private readonly double[][] _states; // the last coordinate is fastest
    private readonly int[] _shape, _moving;

    /// <param name="molecule">The atoms that all states share.</param>
    /// <param name="states">Positions of each state, [atom][x, y, z] Å, already superposed; last grid coordinate fastest.</param>
    /// <param name="shape">The number of states along each direction of the grid; a direction of one state gives no coordinate.</param>
    public StateMotion(SimulatedMolecule molecule, IReadOnlyList<double[]> states, IReadOnlyList<int> shape)
    {
        int count = 1;
        foreach (int along in shape)
        {
            count = along < 1 ? 0 : checked(count * along);
        }
        if (count != states.Count || count == 0)
        {
            throw new InputException("structures", null, $"{states.Count} structures for a grid of {string.Join(" × ", shape)}", "as many structures as the grid has nodes, the last coordinate fastest");
        }
        Molecule = molecule;
        _states = [.. states];
        _shape = [.. shape];
        _moving = [.. Enumerable.Range(0, shape.Count).Where(d => shape[d] > 1)];
        Ranges = [.. _moving.Select(_ => (0.0, 1.0))];
    }

    public SimulatedMolecule Molecule { get; }
    public IReadOnlyList<(double Minimum, double Maximum)> Ranges { get; }

    public void Place(ReadOnlySpan<double> coordinates, Span<double> positions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coordinates.Length, _moving.Length);
        positions.Clear();
        for (int corner = 0; corner < 1 << _moving.Length; corner++)
        {
            double weight = 1;
            int state = 0;
            for (int d = 0, c = 0; d < _shape.Length; d++)
            {
                int node = 0;
                if (_shape[d] > 1)
                {
                    double at = Math.Clamp(coordinates[c], 0, 1) * (_shape[d] - 1);
                    int low = Math.Min((int)at, _shape[d] - 2);
                    int up = (corner >> c) & 1;
                    node = low + up;
                    weight *= up == 1 ? at - low : 1 - (at - low);
                    c++;
                }
                state = state * _shape[d] + node;
            }
            if (weight != 0)
            {
                double[] from = _states[state];
                for (int i = 0; i < from.Length; i++)
                {
                    positions[i] += weight * from[i];
                }
            }
        }
    }
}
