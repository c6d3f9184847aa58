using System.Globalization;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Tests.Structures;

/// <summary>Atoms in a few words.</summary>
internal static class Pdb
{
    /// <summary>An atom of a residue's number in chain A.</summary>
    public static Atom Atom(string name, int residue, double x, double y = 0, double z = 0, string residueName = "ALA", char altLoc = ' ', bool hetero = false, string? element = null, int model = 1) =>
        new(model, element ?? name[..1], name, altLoc, residueName, "A", residue, ' ', x, y, z, 1, 0, hetero);

    /// <summary>The positions of atoms, [atom][x, y, z].</summary>
    public static double[] Positions(IEnumerable<Atom> atoms) => [.. atoms.SelectMany(atom => (double[])[atom.X, atom.Y, atom.Z])];

    /// <summary>A field of fixed columns, counted from 1.</summary>
    public static string Field(string line, int from, int to) => line[(from - 1)..to].Trim();

    /// <summary>A whole number of fixed columns.</summary>
    public static int Number(string line, int from, int to) => int.Parse(Field(line, from, to), CultureInfo.InvariantCulture);
}
