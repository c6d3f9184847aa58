using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>Creates motions from structure files (PDB or mmCIF, gzip or plain).</summary>
public static class StructureFiles
{
    /// <summary>Creates a motion through two or more conformations; in a grid the last coordinate is fastest.</summary>
    /// <exception cref="InputException">A file does not parse, or the structures do not match.</exception>
    public static StateMotion States(IReadOnlyList<string> paths, IReadOnlyList<int>? shape = null, bool superpose = true) =>
        MoleculeBuilder.States([.. paths.Select(path => (path, Read(path)))], shape, superpose);

    /// <summary>Creates the motion of one structure with hinges; see <see cref="MoleculeBuilder.Single"/> and <see cref="HingeMotion.AxisBetween"/> to specify axes by residues.</summary>
    /// <exception cref="InputException">The file does not parse, or a hinge moves nothing.</exception>
    public static HingeMotion Hinges(string path, IReadOnlyList<Hinge> hinges)
    {
        (SimulatedMolecule molecule, double[] rest) = Single(path);
        return new HingeMotion(molecule, rest, hinges);
    }

    /// <summary>Reads the molecule of one file.</summary>
    public static (SimulatedMolecule Molecule, double[] Positions) Single(string path) => MoleculeBuilder.Single(path, Read(path));

    /// <summary>Reads the atoms of the file's first model.</summary>
    public static IReadOnlyList<StructureAtom> Read(string path)
    {
        IReadOnlyList<Atom> atoms = AtomicModelFile.Read(path).Atoms;
        return [.. atoms.Where(a => a.Model == atoms[0].Model).Select(a => new StructureAtom(
            new AtomKey(a.Chain, a.ResidueNumber, a.InsertionCode == ' ' ? "" : a.InsertionCode.ToString(), a.Name), a.ResidueName, a.Element, a.X, a.Y, a.Z))];
    }
}
