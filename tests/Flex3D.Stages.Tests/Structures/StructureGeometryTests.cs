using Flex3D.Stages.Formats;
using Flex3D.Stages.Structures;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Structures;

public sealed class StructureGeometryTests
{
    private static int Clashes(params Atom[] atoms) => new StructureGeometry(atoms, Pdb.Positions(atoms)).Before.Clashes;

    private static Atom Far(string name, double x, char altLoc = ' ', string? element = null, bool hetero = false) => Pdb.Atom(name, 50, x, altLoc: altLoc, element: element, hetero: hetero);

    [Fact]
    public void Spheres_that_overlap_by_four_tenths_clash_and_hydrogen_bonds_metals_and_other_locations_do_not()
    {
        Clashes(Pdb.Atom("CB", 1, 0), Far("CB", 2.99)).ShouldBe(1); // 2 · 1.70 − 0.40 = 3.00
        Clashes(Pdb.Atom("CB", 1, 0), Far("CB", 3.01)).ShouldBe(0);
        Clashes(Pdb.Atom("CB", 1, 0), Far("O", 2.69)).ShouldBe(1);
        Clashes(Pdb.Atom("CB", 1, 0), Far("O", 2.71)).ShouldBe(0);
        Clashes(Pdb.Atom("N", 1, 0), Far("O", 2.3)).ShouldBe(0);
        Clashes(Pdb.Atom("N", 1, 0), Far("O", 2.1)).ShouldBe(1);
        Clashes(Pdb.Atom("O", 1, 0), Far("ZN", 2.0, element: "ZN", hetero: true)).ShouldBe(0);
        Clashes(Pdb.Atom("CB", 1, 0), Far("H", 1.5)).ShouldBe(0);
        Clashes(Pdb.Atom("CB", 1, 0, altLoc: 'A'), Far("CB", 2.5, 'B')).ShouldBe(0);
        Clashes(Pdb.Atom("CB", 1, 0, altLoc: 'A'), Far("CB", 2.5)).ShouldBe(1);
    }

    [Fact]
    public void Atoms_up_to_three_bonds_apart_do_not_clash_and_those_four_apart_do()
    {
        // A chain whose bonds bend by 90 degrees: atoms 0 and 3 are 1.5 Å apart, as are 1 and 4; atoms 0 and 4 four bonds apart.
        Atom[] square = [Pdb.Atom("C1", 1, 0), Pdb.Atom("C2", 1, 1.5), Pdb.Atom("C3", 1, 1.5, 1.5), Pdb.Atom("C4", 1, 1.5, 1.5, 1.5), Pdb.Atom("C5", 1, 0, 1.5, 1.5)];
        Clashes(square[..4]).ShouldBe(0);
        Clashes(square).ShouldBe(1);
    }

    [Fact]
    public void A_stretch_of_a_published_chain_changes_distances_along_it_and_breaks_bonds_where_it_is_large()
    {
        AtomicModel model = AtomicModelFile.Read(Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", "adk_open.pdb.gz"));
        double[] rest = model.Positions();
        var geometry = new StructureGeometry(model.Atoms, rest);
        (geometry.Before.CaDistances, geometry.Before.Clashes).ShouldBe((213, 4)); // 214 residues
        geometry.Before.CaMean.ShouldBe(3.8, 0.02);

        MovedGeometry still = geometry.Of(rest), shifted = geometry.Of([.. rest.Select((at, i) => at + (i % 3 == 1 ? 12 : 0))]);
        (still.Rms, still.Bonds.RmsChange, still.NewClashes).ShouldBe((0, 0, 0));
        shifted.Rms.ShouldBe(12, 1e-9);
        shifted.Farthest.ShouldBe(12, 1e-9);
        shifted.Bonds.RmsChange.ShouldBe(0, 1e-9);
        shifted.Clashes.ShouldBe(geometry.Before.Clashes);

        MovedGeometry grown = geometry.Of([.. rest.Select(at => 1.3 * at)]);
        grown.Bonds.Broken.ShouldBe(geometry.Before.Bonds); // each bond is longer by 30 %
        grown.Ca.RmsChange.ShouldBe(0.3 * 3.8, 0.01);
        (grown.Bonds.Crushed, grown.Clashes).ShouldBe((0, 0));
        MovedGeometry shrunk = geometry.Of([.. rest.Select(at => 0.7 * at)]);
        (shrunk.Bonds.Crushed, shrunk.Bonds.Broken).ShouldBe((geometry.Before.Bonds, 0));
        shrunk.NewClashes.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void One_torn_peptide_bond_is_named()
    {
        AtomicModel model = AtomicModelFile.Read(Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures", "adk_open.pdb.gz"));
        double[] rest = model.Positions(), torn = [.. rest.Select((at, i) => at + (i % 3 == 0 && model.Atoms[i / 3].ResidueNumber >= 100 ? 40 : 0))];
        MovedGeometry moved = new StructureGeometry(model.Atoms, rest).Of(torn);
        moved.Bonds.Broken.ShouldBe(1);
        (moved.Bonds.Worst!.First, moved.Bonds.Worst.Second[..7]).ShouldBe(("A/GLY 99/C".Replace("GLY", model.Atoms.First(atom => atom.ResidueNumber == 99).ResidueName), "A/" + model.Atoms.First(atom => atom.ResidueNumber == 100).ResidueName + " 1"));
        moved.Ca.Broken.ShouldBe(1);
    }

    [Fact]
    public void B_factors_are_those_of_the_mean_square_displacement()
    {
        // One atom swings by ±3 Å along x, one goes round a circle of 2 Å, one stands still far from the origin.
        double[][] positions = [.. Enumerable.Range(0, 360).Select(i => i * Math.PI / 180).Select(angle =>
            (double[])[1000 + (Math.Sin(angle) >= 0 ? 3 : -3), 5, 5, 2 * Math.Cos(angle), 2 * Math.Sin(angle), 1, 1e5, 1e5, 1e5])];
        positions[0][0] = 1003;
        double[] factors = DisplacementBFactors.Of(positions);
        factors[0].ShouldBe(8 * Math.PI * Math.PI / 3 * 9, 0.1);
        factors[1].ShouldBe(8 * Math.PI * Math.PI / 3 * 4, 1e-6);
        factors[2].ShouldBe(0, 1e-9);
    }
}
