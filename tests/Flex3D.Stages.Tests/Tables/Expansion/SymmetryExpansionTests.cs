using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Symmetry;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Expansion;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Tables.Expansion;

/// <summary>Tables with a row for each operator and particle, and back.</summary>
public sealed class SymmetryExpansionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-expansion-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static SymmetryFrame Standard(string group) => SymmetryFrame.Standard(PointGroup.Parse(group));

    [Fact]
    public void C4_gives_the_poses_of_a_table_that_was_expanded_elsewhere()
    {
        string once = SharedData.Require("projects/d0_once/particles.star"), elsewhere = SharedData.Require("projects/d2_symexp_rot90/particles.star");
        SymmetryExpansion.Expand(new TableSource(once), In("expanded.star"), Standard("C4")).ShouldBeEmpty();
        string[][] made = Rows(In("expanded.star")), expected = Rows(elsewhere);
        made.Length.ShouldBe(expected.Length);
        foreach ((string[] first, string[] second) in made.OrderBy(Key).Zip(expected.OrderBy(Key)))
        {
            first[0].ShouldBe(second[0]);
            for (int i = 1; i < 10; i++)
            {
                double.Parse(first[i]).ShouldBe(double.Parse(second[i]), 2e-5);
            }
        }

        // The same image, then the angle about the axis, in steps that rounding cannot change.
        static string Key(string[] row) => $"{row[0]} {Math.Round((double.Parse(row[1]) + 360) % 360, 2):000.0}";
    }

    [Fact]
    public void Taken_back_it_has_the_rows_and_values_of_the_source()
    {
        string once = SharedData.Require("projects/d0_once/particles.star");
        SymmetryExpansion.Expand(new TableSource(once), In("expanded.star"), Standard("O"));
        SymmetryExpansion.Collapse(new TableSource(In("expanded.star")), In("back.star")).ShouldBe((150 * 24, 150));
        Rows(In("back.star")).ShouldBe(Rows(once));
    }

    [Fact]
    public void A_dataset_keeps_its_uids_as_sources_and_has_each_uid_once()
    {
        string path = SharedData.Require("conventions/cryosparc_P12_J24_001_particles.cs");
        SymmetryExpansion.Expand(new TableSource(path), In("expanded.cs"), Standard("D2"));
        CsFile given = CsFile.Read(path), made = CsFile.Read(In("expanded.cs"));
        made.Count.ShouldBe(4 * given.Count);
        for (int row = 0; row < made.Count; row++)
        {
            BitConverter.ToUInt64(made.Column("sym_expand/src_uid").Raw(row)).ShouldBe(given.Uid(row / 4));
            made.Number("sym_expand/idx", row).ShouldBe(row % 4);
            made.Number("ctf/df1_A", row).ShouldBe(given.Number("ctf/df1_A", row / 4));
        }
        made.RequireDistinctUids();
        made.Uid(0).ShouldBe(given.Uid(0));
        SymmetryExpansion.Collapse(new TableSource(In("expanded.cs")), In("back.cs"));
        CsFile back = CsFile.Read(In("back.cs"));
        back.Names.ShouldBe(given.Names);
        foreach (string name in given.Names)
        {
            for (int row = 0; row < given.Count; row++)
            {
                (given.IsText(name) ? back.Text(name, row) == given.Text(name, row) : back.Column(name).Raw(row).SequenceEqual(given.Column(name).Raw(row))).ShouldBeTrue($"{name}, row {row}");
            }
        }
    }

    [Fact]
    public void An_axis_beside_the_centre_moves_the_origins_so_that_every_copy_shows_the_same()
    {
        File.WriteAllText(In("one.star"), "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnOriginXAngst\n_rlnOriginYAngst\n1@a.mrcs 20 50 -70 1.5 -2\n");
        var frame = new SymmetryFrame(PointGroup.Parse("C3"), Rotation.FromVector(0.4, 0.1, -0.6), 5, -3, 8);
        SymmetryExpansion.Expand(new TableSource(In("one.star")), In("three.star"), frame);

        // A molecule with the symmetry: a point and its copies. Its image is the same set of points in each pose.
        (double X, double Y)[][] images = [.. Rows(In("three.star")).Select(row =>
        {
            double[] pose = [.. row[1..6].Select(double.Parse)];
            Rotation a = Rotation.FromEulerDegrees(pose[0], pose[1], pose[2]);
            return frame.Operators.Select(g =>
            {
                (double x, double y, double z) = g.Apply(11, 6, -4);
                (double px, double py, _) = a.Apply(x + frame.X, y + frame.Y, z + frame.Z);
                return (px - pose[3], py - pose[4]);
            }).OrderBy(point => point.Item1).ToArray();
        })];
        images.Length.ShouldBe(3);
        foreach ((double X, double Y)[] image in images)
        {
            for (int i = 0; i < 3; i++)
            {
                image[i].X.ShouldBe(images[0][i].X, 1e-3);
                image[i].Y.ShouldBe(images[0][i].Y, 1e-3);
            }
        }
    }

    [Fact]
    public void What_Flex3D_learned_of_a_particle_is_left_out()
    {
        File.WriteAllText(In("run.star"), "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_flex3dLatent0\n1@a.mrcs 20 50 -70 0.3\n");
        SymmetryExpansion.Expand(new TableSource(In("run.star")), In("two.star"), Standard("C2")).ShouldBe(["flex3dLatent0"]);
        Rows(In("two.star")).Select(row => row[4]).ShouldBe(["0", "1"]);
    }

    [Fact]
    public void Tables_that_cannot_be_expanded_or_taken_back_are_refused()
    {
        File.WriteAllText(In("a.star"), "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n1@a.mrcs 20 50 -70\n");
        SymmetryExpansion.Expand(new TableSource(In("a.star")), In("b.star"), Standard("C2"));
        Should.Throw<InputException>(() => SymmetryExpansion.Expand(new TableSource(In("b.star")), In("c.star"), Standard("C2"))).Message.ShouldContain("--back");
        Should.Throw<InputException>(() => SymmetryExpansion.Collapse(new TableSource(In("a.star")), In("c.star"))).Message.ShouldContain("flex3dSymmetryCopy");
        Should.Throw<InputException>(() => SymmetryExpansion.Expand(new TableSource(In("a.star")), In("c.cs"), Standard("C2"))).Message.ShouldContain(".star");
        File.WriteAllText(In("bare.star"), "data_particles\nloop_\n_rlnImageName\n_rlnDefocusU\n1@a.mrcs 20\n");
        Should.Throw<InputException>(() => SymmetryExpansion.Expand(new TableSource(In("bare.star")), In("c.star"), Standard("C2"))).Message.ShouldContain("rlnAngleRot");
        File.Exists(In("c.star")).ShouldBeFalse();
    }

    private static string[][] Rows(string path) => [.. File.ReadLines(path).Where(line => line.Contains('@')).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
}
