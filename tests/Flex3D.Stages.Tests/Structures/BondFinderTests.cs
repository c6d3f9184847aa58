using System.IO.Compression;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Structures;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Structures;

public sealed class BondFinderTests
{
    private static List<(int A, int B)> Bonds(IReadOnlyList<Atom> atoms) => BondFinder.Find(atoms, new ResidueChain(atoms), Pdb.Positions(atoms));

    [Fact]
    public void A_published_chain_has_a_bond_for_each_atom_after_the_first_and_one_for_each_ring()
    {
        IReadOnlyList<Atom> atoms = AtomicModelFile.Read(Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", "adk_open.pdb.gz")).Atoms;
        var rings = new Dictionary<string, int> { ["PRO"] = 1, ["PHE"] = 1, ["TYR"] = 1, ["HIS"] = 1, ["TRP"] = 2 };
        int expected = atoms.Count - 1 + atoms.GroupBy(atom => atom.ResidueNumber).Sum(residue => rings.GetValueOrDefault(residue.First().ResidueName));
        Bonds(atoms).Count.ShouldBe(expected);
    }

    [Fact]
    public void Disulphides_and_links_to_sugars_of_a_published_structure_are_those_that_its_records_name()
    {
        string path = Path.Combine(SharedData.Require("structures/spike"), "6vxx.pdb.gz");
        IReadOnlyList<Atom> atoms = AtomicModelFile.Read(path).Atoms;
        ILookup<(string, int, string), int> numbers = Enumerable.Range(0, atoms.Count).ToLookup(i => (atoms[i].Chain, atoms[i].ResidueNumber, atoms[i].Name));
        HashSet<(int, int)> bonds = [.. Bonds(atoms)];
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] lines = [.. text.ReadToEnd().Split('\n').Where(line => line.StartsWith("SSBOND", StringComparison.Ordinal) || line.StartsWith("LINK ", StringComparison.Ordinal))];
        lines.Length.ShouldBe(36 + 63);
        foreach (string line in lines)
        {
            ((string, int, string) one, (string, int, string) other) = line[0] == 'S'
                ? ((Pdb.Field(line, 16, 16), Pdb.Number(line, 18, 21), "SG"), (Pdb.Field(line, 30, 30), Pdb.Number(line, 32, 35), "SG"))
                : ((Pdb.Field(line, 22, 22), Pdb.Number(line, 23, 26), Pdb.Field(line, 13, 16)), (Pdb.Field(line, 52, 52), Pdb.Number(line, 53, 56), Pdb.Field(line, 43, 46)));
            int a = numbers[one].Single(), b = numbers[other].Single();
            bonds.ShouldContain((Math.Min(a, b), Math.Max(a, b)), line);
        }
    }

    [Fact]
    public void Near_atoms_of_other_residues_metals_waters_and_other_locations_are_not_bonded()
    {
        Bonds([Pdb.Atom("C", 1, 0), Pdb.Atom("N", 2, 1.33)]).ShouldBe([(0, 1)]);
        Bonds([Pdb.Atom("C", 1, 0), Pdb.Atom("N", 2, 1.9)]).ShouldBeEmpty();
        Bonds([Pdb.Atom("C", 1, 0), Pdb.Atom("CA", 9, 5), Pdb.Atom("N", 2, 1.33)]).ShouldBeEmpty(); // a residue lies between them
        Bonds([Pdb.Atom("CB", 1, 0), Pdb.Atom("CB", 2, 1.5)]).ShouldBeEmpty();
        Bonds([Pdb.Atom("OD1", 1, 0), Pdb.Atom("ZN", 300, 1.5, residueName: "ZN", hetero: true, element: "ZN")]).ShouldBeEmpty();
        Bonds([Pdb.Atom("OD1", 1, 0), Pdb.Atom("O", 301, 1.4, residueName: "HOH", hetero: true)]).ShouldBeEmpty();
        Bonds([Pdb.Atom("CB", 1, 0, altLoc: 'A'), Pdb.Atom("CG", 1, 1.5, altLoc: 'B'), Pdb.Atom("CA", 1, 0, 1.5)]).ShouldBe([(0, 2)]);
        Bonds([Pdb.Atom("CB", 1, 0), Pdb.Atom("CG", 1, 1.5, model: 2)]).ShouldBeEmpty();
        Bonds([Pdb.Atom("ND2", 1, 0), Pdb.Atom("C1", 900, 1.45, residueName: "NAG", hetero: true)]).ShouldBe([(0, 1)]);
    }

    [Theory]
    [InlineData(2.5)]
    [InlineData(7)]
    public void A_cell_list_finds_the_pairs_that_every_pair_has(double within)
    {
        double[] positions = [.. Enumerable.Range(0, 900).Select(i => 20 * Math.Sin(i * 12.9898 + i * i * 0.37))];
        var expected = new List<(int, int)>();
        for (int a = 0; a < 300; a++)
        {
            for (int b = a + 1; b < 300; b++)
            {
                if (Math.Sqrt(Enumerable.Range(0, 3).Sum(k => Math.Pow(positions[3 * a + k] - positions[3 * b + k], 2))) <= within)
                {
                    expected.Add((a, b));
                }
            }
        }
        expected.ShouldNotBeEmpty();
        new AtomGrid(positions, within).Pairs().Select(pair => (pair.A, pair.B)).ShouldBe(expected);
    }
}
