namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>A molecule that moves along one or more coordinates.</summary>
public interface IMotion
{
    SimulatedMolecule Molecule { get; }

    /// <summary>The full range of each coordinate.</summary>
    IReadOnlyList<(double Minimum, double Maximum)> Ranges { get; }

    /// <summary>Writes the atoms' positions, [atom][x, y, z] Å, at the given coordinates. Thread-safe.</summary>
    void Place(ReadOnlySpan<double> coordinates, Span<double> positions);
}
