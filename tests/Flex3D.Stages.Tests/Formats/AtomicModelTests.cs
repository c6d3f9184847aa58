using System.IO.Compression;
using Flex3D.Stages.Formats;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Formats;

public class AtomicModelTests
{
    private const string Pdb =
        "HEADER    TEST\n" +
        "ATOM      1  N   MET A   1      38.198  19.582  14.023  1.00 28.89           N  \n" +
        "ANISOU    1  N   MET A   1     1000   1000   1000      0      0      0       N  \n" +
        "ATOM      2  CA AMET A   1A     -1.000   2.500  -3.125  0.50 20.00           C  \n" +
        "TER       3      MET A   1\n" +
        "HETATM    4 CA    CA B 900       1.000   2.000   3.000\n" +
        "CONECT    1    2\nEND\n";

    private const string Cif =
        "data_TEST\n#\n_entry.id TEST\nloop_\n_citation.id\n_citation.title\n1\n;A title\nof two lines\n;\n#\nloop_\n_atom_site.group_PDB\n_atom_site.id\n_atom_site.type_symbol\n_atom_site.label_atom_id\n" +
        "_atom_site.label_alt_id\n_atom_site.label_comp_id\n_atom_site.label_asym_id\n_atom_site.auth_seq_id\n_atom_site.pdbx_PDB_ins_code\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n" +
        "_atom_site.occupancy\n_atom_site.B_iso_or_equiv\n_atom_site.auth_asym_id\n_atom_site.pdbx_PDB_model_num\n" +
        "ATOM   1 N N     . MET A 1 ? 38.198 19.582 14.023 1.00 28.89 H 1\n" +
        "HETATM 2 O \"O5'\" B LIG Z 7 C -1.0   2.5    -3.125 0.50 20.00 L 1\n" +
        "#\n_after.it yes\n";

    private static double[] Shifted(AtomicModel model, double by) => [.. model.Positions().Select(x => x + by)];

    [Fact]
    public void Pdb_columns_are_read_one_by_one()
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.pdb", Pdb));
        model.Atoms.ShouldBe(
        [
            new Atom(1, "N", "N", ' ', "MET", "A", 1, ' ', 38.198, 19.582, 14.023, 1, 28.89, false),
            new Atom(1, "C", "CA", 'A', "MET", "A", 1, 'A', -1, 2.5, -3.125, 0.5, 20, false),
            new Atom(1, "CA", "CA", ' ', "CA", "B", 900, ' ', 1, 2, 3, 1, 0, true),
        ]);
    }

    [Fact]
    public void Moving_atoms_changes_columns_31_to_54_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.pdb", Pdb));
        model.WriteMoved(folder["same.pdb"], model.Positions());
        File.ReadAllText(folder["same.pdb"]).ShouldBe(Pdb);
        model.WriteMoved(folder["moved.pdb"], Shifted(model, 1.5));
        string[] before = Pdb.Split('\n'), after = File.ReadAllText(folder["moved.pdb"]).Split('\n');
        after.Length.ShouldBe(before.Length);
        for (int i = 0; i < before.Length; i++)
        {
            string Blank(string line) => line.Length > 53 ? line.Remove(30, 24) : line;
            Blank(after[i]).ShouldBe(Blank(before[i]));
        }
        AtomicModelFile.Read(folder["moved.pdb"]).Positions().ShouldBe(Shifted(model, 1.5), 1e-9);
        Refusal.Says(() => model.WriteMoved(folder["far.pdb"], Shifted(model, 1e4)), "a.pdb", "mmCIF");
        File.Exists(folder["far.pdb"]).ShouldBeFalse();
    }

    [Fact]
    public void Frames_become_numbered_models_also_of_a_file_that_has_models()
    {
        using var folder = new TemporaryFolder();
        AtomicModel one = AtomicModelFile.Read(folder.Text("a.pdb", Pdb));
        one.WriteMoved(folder["two.pdb"], Shifted(one, 0), Shifted(one, 1));
        AtomicModel two = AtomicModelFile.Read(folder["two.pdb"]);
        two.Atoms.Select(atom => atom.Model).ShouldBe([1, 1, 1, 2, 2, 2]);
        two.Positions().ShouldBe([.. Shifted(one, 0), .. Shifted(one, 1)], 1e-9);
        string text = File.ReadAllText(folder["two.pdb"]);
        text.ShouldStartWith("HEADER    TEST\nMODEL        1\nATOM      1");
        text.ShouldEndWith("ENDMDL\nCONECT    1    2\nEND\n");
        two.WriteMoved(folder["four.pdb"], Shifted(two, 0), Shifted(two, 5));
        AtomicModel four = AtomicModelFile.Read(folder["four.pdb"]);
        four.Atoms.Select(atom => atom.Model).Distinct().ShouldBe([1, 2, 3, 4]);
        four.Positions()[^1].ShouldBe(9, 1e-9);
        two.WriteMoved(folder["same.pdb"], two.Positions());
        File.ReadAllText(folder["same.pdb"]).ShouldBe(text);
    }

    [Fact]
    public void MmCif_atoms_are_read_and_moved_in_place_also_as_models()
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.cif", Cif));
        model.Atoms.ShouldBe(
        [
            new Atom(1, "N", "N", ' ', "MET", "H", 1, ' ', 38.198, 19.582, 14.023, 1, 28.89, false),
            new Atom(1, "O", "O5'", 'B', "LIG", "L", 7, 'C', -1, 2.5, -3.125, 0.5, 20, true),
        ]);
        model.WriteMoved(folder["moved.cif"], Shifted(model, 1));
        File.ReadAllText(folder["moved.cif"]).ShouldBe(Cif.Replace("38.198 19.582 14.023", "39.198 20.582 15.023").Replace("-1.0   2.5    -3.125", "0.000   3.500    -2.125"));
        model.WriteMoved(folder["two.cif"], Shifted(model, 0), Shifted(model, 2));
        AtomicModel two = AtomicModelFile.Read(folder["two.cif"]);
        two.Atoms.Select(atom => atom.Model).ShouldBe([1, 1, 2, 2]);
        two.Positions().ShouldBe([.. Shifted(model, 0), .. Shifted(model, 2)], 1e-9);
        string text = File.ReadAllText(folder["two.cif"]);
        text.ShouldContain("\nHETATM 4 O \"O5'\" B LIG");
        text.ShouldEndWith("#\n_after.it yes\n");
        text.ShouldContain(";A title\nof two lines\n;\n");
    }

    [Fact]
    public void B_factors_are_written_to_their_columns_and_capped_where_a_file_holds_no_more()
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.pdb", Pdb.Replace("\n", "\r\n")));
        model.WriteMoved(folder["b.pdb"], [model.Positions()], [1.5, 2000, 33.333]);
        AtomicModel read = AtomicModelFile.Read(folder["b.pdb"]);
        read.Atoms.Select(atom => atom.BFactor).ShouldBe([1.5, 999.99, 33.33]);
        read.Atoms.Select(atom => atom with { BFactor = 0 }).ShouldBe(model.Atoms.Select(atom => atom with { BFactor = 0 }));
        string[] expected = Pdb.Split('\n');
        expected[1] = expected[1].Remove(60, 6).Insert(60, "  1.50");
        expected[3] = expected[3].Remove(60, 6).Insert(60, "999.99");
        expected[5] += "       33.33"; // a line without occupancy and B factor grows
        File.ReadAllText(folder["b.pdb"]).Split("\r\n").ShouldBe(expected);

        AtomicModel cif = AtomicModelFile.Read(folder.Text("a.cif", Cif));
        cif.WriteMoved(folder["b.cif"], [cif.Positions()], [1.5, 2000]);
        File.ReadAllText(folder["b.cif"]).ShouldBe(Cif.Replace("28.89", " 1.50").Replace("20.00 L", "2000.00 L").Replace("-1.0   2.5    -3.125", "-1.000   2.500    -3.125"));
        AtomicModel without = AtomicModelFile.Read(folder.Text("c.cif", Cif.Replace("_atom_site.B_iso_or_equiv", "_atom_site.other")));
        Refusal.Says(() => without.WriteMoved(folder["d.cif"], [without.Positions()], [1, 2]), "c.cif", "B_iso_or_equiv");
    }

    [Fact]
    public void Coordinates_of_mmCif_keep_as_many_decimals_as_they_had()
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.cif", Cif.Replace("38.198", "38.19812")));
        model.WriteMoved(folder["b.cif"], Shifted(model, 1));
        File.ReadAllText(folder["b.cif"]).ShouldContain(" 39.19812 20.582 15.023 ");
    }

    [Theory]
    [InlineData(Pdb, "b.cif", ".pdb or .ent")]
    [InlineData(Pdb, "b.mmcif.gz", ".pdb or .ent")]
    [InlineData(Cif, "b.pdb", ".cif or .mmcif")]
    [InlineData(Pdb, "b.ent.gz", null)]
    [InlineData(Cif, "b.CIF", null)]
    [InlineData(Pdb, "moved", null)]
    public void The_name_of_the_other_kind_of_file_is_refused(string text, string name, string? expected)
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.txt", text));
        if (expected is null)
        {
            model.RequireName(name);
        }
        else
        {
            Refusal.Says(() => model.RequireName(name), name, expected);
        }
    }

    [Fact]
    public void Gzip_is_told_by_content_and_written_by_name()
    {
        using var folder = new TemporaryFolder();
        AtomicModel model = AtomicModelFile.Read(folder.Text("a.cif", Cif));
        model.WriteMoved(folder["b.cif.gz"], model.Positions());
        using (var unpacked = new StreamReader(new GZipStream(File.OpenRead(folder["b.cif.gz"]), CompressionMode.Decompress)))
        {
            unpacked.ReadToEnd().Length.ShouldBe(Cif.Length + 4); // -1.0 and 2.5 are written with three decimals
        }
        AtomicModelFile.Read(folder["b.cif.gz"]).Atoms.ShouldBe(model.Atoms);
    }

    [Theory]
    [InlineData("hello\n", "no ATOM")]
    [InlineData("ATOM      1  N   MET A   1      38.198\n", "line 1", "at least 54")]
    [InlineData("ATOM      1  N   MET A   1      38.198  19.5x2  14.023  1.00 28.89\n", "line 1, columns 39-46", "'19.5x2'")]
    [InlineData("ATOM      1  N   MET A   !      38.198  19.582  14.023  1.00 28.89\n", "columns 23-26")]
    [InlineData("data_x\n_a.b c\n", "no _atom_site.Cartn_x")]
    [InlineData("data_x\nloop_\n_atom_site.Cartn_x\n1.0\n", "no _atom_site.Cartn_y")]
    public void A_damaged_model_is_refused_with_its_line(string text, params string[] says)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => AtomicModelFile.Read(folder.Text("a.txt", text)), "a.txt", says);
    }

    [Fact]
    public void Long_chains_count_on_in_hybrid_36()
    {
        PdbResidueNumber.Parse("9999", "", 1).ShouldBe(9999);
        PdbResidueNumber.Parse("A000", "", 1).ShouldBe(10000);
        PdbResidueNumber.Parse("ZZZZ", "", 1).ShouldBe(1223055);
        PdbResidueNumber.Parse("a000", "", 1).ShouldBe(1223056);
        PdbResidueNumber.Parse("  -3", "", 1).ShouldBe(-3);
    }

    [Fact]
    public void Published_structures_are_read_and_written_back_unchanged()
    {
        using var folder = new TemporaryFolder();
        foreach (string path in Directory.GetFiles(SharedData.Require("structures"), "*.pdb", SearchOption.AllDirectories).Take(4))
        {
            AtomicModel model = AtomicModelFile.Read(path);
            model.Atoms.Count.ShouldBeGreaterThan(500);
            model.Atoms.ShouldAllBe(atom => atom.Element.Length > 0 && atom.Element.Length < 3 && atom.Element.All(char.IsAsciiLetterUpper));
            model.WriteMoved(folder["same.pdb"], model.Positions());
            File.ReadAllBytes(folder["same.pdb"]).AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue(path);
        }
    }
}
