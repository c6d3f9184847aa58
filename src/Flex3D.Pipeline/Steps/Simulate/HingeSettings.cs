using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Simulation;

namespace Flex3D.Pipeline.Steps.Simulate;

/// <summary>Turns a hinge from a pipeline file into one of the simulator.</summary>
internal static class HingeSettings
{
    public static Hinge ToHinge(HingeOptions options, string structure)
    {
        ((double, double, double) point, (double, double, double) direction) = Axis(options, structure);
        return new Hinge
        {
            Moving = [.. Ranges(options)],
            Point = point,
            Direction = direction,
            MinimumDegrees = options.From,
            MaximumDegrees = options.To,
        };
    }

    private static IEnumerable<ResidueRange> Ranges(HingeOptions options)
    {
        foreach (string part in (options.Residues ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int dash = part.IndexOf('-', 1); // a leading minus belongs to the number
            string first = dash < 0 ? part : part[..dash], last = dash < 0 ? part : part[(dash + 1)..];
            if (!int.TryParse(first, out int from) || !int.TryParse(last, out int to))
            {
                throw new InputException("the pipeline", "simulate.hinges.residues", $"'{part}'", "first-last, such as 1-120");
            }
            yield return new ResidueRange(options.Chain, from, to);
        }
        if (string.IsNullOrWhiteSpace(options.Residues))
        {
            yield return new ResidueRange(options.Chain, int.MinValue, int.MaxValue);
        }
        foreach (string chain in options.With ?? [])
        {
            yield return new ResidueRange(chain, int.MinValue, int.MaxValue);
        }
    }

    private static ((double, double, double) Point, (double, double, double) Direction) Axis(HingeOptions options, string structure)
    {
        if (options.Between is { Count: 2 } between)
        {
            (SimulatedMolecule molecule, double[] rest) = StructureFiles.Single(structure);
            return HingeMotion.AxisBetween(molecule, rest, Residue(between[0]), Residue(between[1]));
        }
        if (options.Point is { Count: 3 } p && options.Axis is { Count: 3 } a)
        {
            return ((p[0], p[1], p[2]), (a[0], a[1], a[2]));
        }
        throw new InputException("the pipeline", "simulate.hinges", "a hinge without an axis", "between: [A:100, B:20], or point: [x, y, z] and axis: [x, y, z]");
    }

    private static (string Chain, int Residue) Residue(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2 && int.TryParse(parts[1], out int number)
            ? (parts[0], number)
            : throw new InputException("the pipeline", "simulate.hinges.between", $"'{text}'", "CHAIN:NUMBER, such as A:112");
    }
}
