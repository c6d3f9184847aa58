using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Turns a hinge from a pipeline file into one of the simulator.</summary>
internal static class HingeSettings
{
    public static Hinge ToHinge(HingeOptions options, string structure)
    {
        ((double, double, double) point, (double, double, double) direction) = Axis(options, structure);
        return new Hinge
        {
            Moving = ResidueSettings.Ranges(options.Chain, options.Residues, options.With, "simulate.hinges.residues"),
            Point = point,
            Direction = direction,
            MinimumDegrees = options.From,
            MaximumDegrees = options.To,
            Follows = options.Follows - 1,
        };
    }

    private static ((double, double, double) Point, (double, double, double) Direction) Axis(HingeOptions options, string structure)
    {
        if (options.Between is not null && (options.Point ?? options.Axis) is not null)
        {
            throw new InputException("the pipeline", "simulate.hinges", "a hinge with between and with point or axis", "one of both ways to give its axis");
        }
        if (options.Between is { Count: 2 } between)
        {
            (SimulatedMolecule molecule, double[] rest) = StructureFiles.Single(structure);
            return HingeMotion.AxisBetween(molecule, rest, Residue(between[0]), Residue(between[1]));
        }
        if (options.Point is { Count: 3 } p && options.Axis is { Count: 3 } a)
        {
            return ((p[0], p[1], p[2]), (a[0], a[1], a[2]));
        }
        throw new InputException("the pipeline", "simulate.hinges", "a hinge without a whole axis", "between: [A:100, B:20], or point: [x, y, z] and axis: [x, y, z]");
    }

    private static (string Chain, int Residue) Residue(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2 && int.TryParse(parts[1], out int number)
            ? (parts[0], number)
            : throw new InputException("the pipeline", "simulate.hinges.between", $"'{text}'", "CHAIN:NUMBER, such as A:112");
    }
}
