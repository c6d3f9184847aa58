using System.Globalization;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Tables;

/// <summary>Tables converted there and back, read by readers of the tests' own.</summary>
public class TableConverterTests
{
    private static readonly string[] s_notCopied = ["blob/import_sig", "ctf/type", "ctf/scale_const", "ctf/exp_group_id"];

    // Rows of a rotation from its Euler angles: R_z(ψ) R_y(θ) R_z(φ) as RELION's matrix.
    private static double[] Matrix(double rot, double tilt, double psi)
    {
        double[,] Z(double angle)
        {
            (double s, double c) = Math.SinCos(angle * Math.PI / 180);
            return new[,] { { c, s, 0 }, { -s, c, 0 }, { 0, 0, 1 } };
        }
        (double st, double ct) = Math.SinCos(tilt * Math.PI / 180);
        return Flat(Product(Z(psi), Product(new[,] { { ct, 0, -st }, { 0, 1, 0 }, { st, 0, ct } }, Z(rot))));
    }

    // The transpose of the exponential of a rotation vector's cross-product matrix, as a power series.
    private static double[] Matrix(double[] vector)
    {
        double[,] k = { { 0, vector[2], -vector[1] }, { -vector[2], 0, vector[0] }, { vector[1], -vector[0], 0 } };
        double[,] sum = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, term = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        for (int n = 1; n < 60; n++)
        {
            term = Product(term, k);
            for (int i = 0; i < 9; i++)
            {
                term[i / 3, i % 3] /= n;
                sum[i / 3, i % 3] += term[i / 3, i % 3];
            }
        }
        return Flat(sum);
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        var c = new double[3, 3];
        for (int i = 0; i < 27; i++)
        {
            c[i / 9, i / 3 % 3] += a[i / 9, i % 3] * b[i % 3, i / 3 % 3];
        }
        return c;
    }

    private static double[] Flat(double[,] m) => [.. Enumerable.Range(0, 9).Select(i => m[i / 3, i % 3])];

    private static void ShouldBeNear(double[] found, double[] expected, double tolerance, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            found[i].ShouldBe(expected[i], tolerance, what);
        }
    }

    private static double[] Numbers(PlainNpy file, string name, int row) => [.. Enumerable.Range(0, file.Places[name].Elements).Select(k => file.Number(name, row, k))];

    [Theory]
    [InlineData("projects/s00_baseline/particles.star"), InlineData("projects/s05_two_boxes/particles.star"), InlineData("conventions/relion30_PfCRT.star"), InlineData("projects/d1_four_times/particles.star")]
    public void A_star_file_becomes_a_dataset_and_a_star_file_of_equal_values(string name)
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require(name);
        TableConverter.Write(new TableSource(source), folder["a.cs"]);
        TableConverter.Write(new TableSource(folder["a.cs"]), folder["b.star"]);
        PlainStar before = new(source), after = new(folder["b.star"]);
        PlainNpy made = new(folder["a.cs"]);
        PlainStar.Loop old = before.Loops.First(loop => loop.Value.Labels.Contains("rlnImageName")).Value, now = after.Loops["particles"];
        (made.Rows, now.Rows.Count, made.Start % 64).ShouldBe((old.Rows.Count, old.Rows.Count, 0));
        Enumerable.Range(0, made.Rows).Select(made.Uid).Distinct().Count().ShouldBe(made.Rows);
        after.Order[0].ShouldBe("optics");
        for (int row = 0; row < old.Rows.Count; row++)
        {
            string[] image = old[row, "rlnImageName"].Split('@');
            made.Text("blob/path", row).ShouldBe(image[1]);
            (made.Number("blob/idx", row) + 1).ShouldBe(int.Parse(image[0], CultureInfo.InvariantCulture));
            double[] pose = Matrix(old.Number(row, "rlnAngleRot"), old.Number(row, "rlnAngleTilt"), old.Number(row, "rlnAnglePsi"));
            ShouldBeNear(Matrix(Numbers(made, "alignments3D/pose", row)), pose, 4e-7, "pose");
            ShouldBeNear(Matrix(now.Number(row, "rlnAngleRot"), now.Number(row, "rlnAngleTilt"), now.Number(row, "rlnAnglePsi")), pose, 4e-7, "Euler angles");
            int group = old.Labels.Contains("rlnOpticsGroup") ? before.Loops["optics"].Rows.FindIndex(optics => optics[before.Loops["optics"].Labels.IndexOf("rlnOpticsGroup")] == old[row, "rlnOpticsGroup"]) : -1;
            double pixel = group >= 0 ? before.Loops["optics"].Number(group, "rlnImagePixelSize") : old.Number(row, "rlnDetectorPixelSize") * 1e4 / old.Number(row, "rlnMagnification");
            made.Number("blob/psize_A", row).ShouldBe(pixel, 1e-6);
            foreach (string axis in new[] { "X", "Y" })
            {
                double origin = old.Labels.Contains($"rlnOrigin{axis}Angst") ? old.Number(row, $"rlnOrigin{axis}Angst") : old.Number(row, $"rlnOrigin{axis}") * pixel;
                (made.Number("alignments3D/shift", row, axis == "X" ? 0 : 1) * pixel).ShouldBe(origin, 1e-5);
                now.Number(row, $"rlnOrigin{axis}Angst").ShouldBe(origin, 1e-5);
            }
            foreach ((string label, string field, double factor) in new[] { ("rlnDefocusU", "ctf/df1_A", 1), ("rlnDefocusV", "ctf/df2_A", 1), ("rlnDefocusAngle", "ctf/df_angle_rad", 180 / Math.PI) })
            {
                (made.Number(field, row) * factor).ShouldBe(old.Number(row, label), 1e-7 * Math.Max(100, Math.Abs(old.Number(row, label))));
                now.Number(row, label).ShouldBe(old.Number(row, label), 1e-7 * Math.Max(100, Math.Abs(old.Number(row, label))));
            }
            if (old.Labels.Contains("rlnRandomSubset"))
            {
                made.Number("alignments3D/split", row).ShouldBe(old.Number(row, "rlnRandomSubset") - 1);
                now[row, "rlnRandomSubset"].ShouldBe(old[row, "rlnRandomSubset"]);
            }
            if (group >= 0)
            {
                now[row, "rlnOpticsGroup"].ShouldBe(old[row, "rlnOpticsGroup"]);
                after.Loops["optics"][group, "rlnImageSize"].ShouldBe(before.Loops["optics"][group, "rlnImageSize"]);
            }
        }
    }

    [Theory]
    [InlineData("projects/c00_baseline/particles.cs"), InlineData("projects/c02_alpha_zero_negative/particles.cs"), InlineData("conventions/cryosparc_P12_J24_001_particles.cs"), InlineData("awkward/cs/no_alignments.cs")]
    public void A_dataset_becomes_a_star_file_and_a_dataset_of_equal_values(string name)
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require(name);
        IReadOnlyList<string> notes = TableConverter.Write(new TableSource(source), folder["a.star"]);
        TableConverter.Write(new TableSource(folder["a.star"]), folder["b.cs"]);
        PlainNpy before = new(source), after = new(folder["b.cs"]);
        after.Rows.ShouldBe(before.Rows);
        string leftOut = notes.SingleOrDefault(note => note.StartsWith("columns without a counterpart in STAR", StringComparison.Ordinal)) ?? "";
        double Product(PlainNpy file, int row) => new[] { "ctf/scale", "alignments3D/alpha", "blob/sign" }.Where(file.Places.ContainsKey).Aggregate(1.0, (product, field) => product * file.Number(field, row));
        string[] named = leftOut.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        for (int row = 0; row < before.Rows; row++)
        {
            after.Uid(row).ShouldBe(before.Uid(row));
            after.Text("blob/path", row).ShouldBe(before.Text("blob/path", row).TrimStart('>'));
            Product(after, row).ShouldBe(Product(before, row), 1e-12 + 1e-6 * Math.Abs(Product(before, row)));
            foreach ((string field, string type, _) in before.Fields)
            {
                if (named.Contains(field) || s_notCopied.Contains(field) || type[1] == 'S' || field is "uid" or "ctf/scale" or "alignments3D/alpha" or "blob/sign")
                {
                    continue; // said to be left out, or compared above
                }
                if (field == "alignments3D/pose")
                {
                    ShouldBeNear(Matrix(Numbers(after, field, row)), Matrix(Numbers(before, field, row)), 6e-7, field);
                    continue;
                }
                double[] expected = Numbers(before, field, row);
                ShouldBeNear(Numbers(after, field, row), expected, 1e-6 * Math.Max(1, expected.Max(Math.Abs)), field);
            }
        }
    }

    [Fact]
    public void Latents_optics_and_half_sets_survive_a_conversion_there_and_back()
    {
        using var folder = new TemporaryFolder();
        string source = folder.Text("a.star", """
            # version 30001

            data_optics

            loop_
            _rlnOpticsGroupName #1
            _rlnOpticsGroup #2
            _rlnVoltage #3
            _rlnSphericalAberration #4
            _rlnAmplitudeContrast #5
            _rlnImagePixelSize #6
            _rlnImageSize #7
            _rlnImageDimensionality #8
            first 3 300 2.7 0.1 1.25 128 2
            second 7 200 1.4 0.07 1.5 96 2

            data_particles

            loop_
            _rlnImageName #1
            _rlnAngleRot #2
            _rlnAngleTilt #3
            _rlnAnglePsi #4
            _rlnOriginXAngst #5
            _rlnOriginYAngst #6
            _rlnDefocusU #7
            _rlnDefocusV #8
            _rlnDefocusAngle #9
            _rlnPhaseShift #10
            _rlnCtfBfactor #11
            _rlnCtfScalefactor #12
            _rlnOpticsGroup #13
            _rlnRandomSubset #14
            _rlnClassNumber #15
            _rlnMicrographName #16
            _flex3dLatent0 #17
            _flex3dLatent1 #18
            _flex3dContrast #19
            _rlnMadeUp #20
            1@a.mrcs 10 180 20 1.5 -2.5 12000 11000 30 90 12.5 0.5 7 2 3 m1.mrc 0.25 -0.5 1.125 x
            12@b/c.mrcs -170 0 35 0 0 -500 -600 -80 0 0 1 3 1 1 m2.mrc 1 2 0.75 y
            12@b/c.mrcs 5 90 -35 0.1 0 5000 4000 170 0 0 1 3 1 1 m2.mrc 1e-3 2e2 0.75 y
            """);
        IReadOnlyList<string> notes = TableConverter.Write(new TableSource(source), folder["a.cs"]);
        notes.ShouldBe(["columns without a counterpart in cryoSPARC, left out: rlnMadeUp, rlnOpticsGroupName"]);
        PlainNpy made = new(folder["a.cs"]);
        made.Uid(1).ShouldNotBe(made.Uid(2), "an image that is listed twice");
        (made.Number("components_mode_1/component", 0), made.Number("components_mode_1/value", 0), made.Number("flex3d/latent", 0, 1), made.Number("flex3d/contrast", 2)).ShouldBe((1, -0.5, -0.5, 0.75));
        (made.Places["components_mode_0/component"].Type, made.Places["components_mode_0/value"].Type).ShouldBe(("<u4", "<f4"));
        (made.Number("blob/shape", 0), made.Number("blob/shape", 1, 1), made.Number("ctf/accel_kv", 0), made.Number("ctf/exp_group_id", 0)).ShouldBe((96, 128, 200, 7));
        made.Number("ctf/phase_shift_rad", 0).ShouldBe(Math.PI / 2, 1e-6);

        TableConverter.Write(new TableSource(folder["a.cs"]), folder["b.star"]);
        PlainStar before = new(source), after = new(folder["b.star"]);
        after.Loops["optics"].Rows.Select(row => row[1]).ShouldBe(["3", "7"]);
        for (int row = 0; row < 3; row++)
        {
            foreach (string label in before.Loops["particles"].Labels.Where(label => label is not ("rlnMadeUp" or "rlnImageName" or "rlnMicrographName")))
            {
                if (label.StartsWith("rlnAngle", StringComparison.Ordinal))
                {
                    continue;
                }
                double expected = before.Loops["particles"].Number(row, label);
                after.Loops["particles"].Number(row, label).ShouldBe(expected, 1e-6 * Math.Max(1, Math.Abs(expected)), label);
            }
            after.Loops["particles"][row, "rlnMicrographName"].ShouldBe(before.Loops["particles"][row, "rlnMicrographName"]);
            double[] Pose(PlainStar file) => Matrix(file.Loops["particles"].Number(row, "rlnAngleRot"), file.Loops["particles"].Number(row, "rlnAngleTilt"), file.Loops["particles"].Number(row, "rlnAnglePsi"));
            ShouldBeNear(Pose(after), Pose(before), 6e-7, "pose");
        }
        after.Loops["particles"][1, "rlnImageName"].ShouldBe("000012@b/c.mrcs");
    }

    [Fact]
    public void A_csv_holds_every_column_and_becomes_either_table_again()
    {
        using var folder = new TemporaryFolder();
        string star = SharedData.Require("projects/s05_two_boxes/particles.star"), dataset = SharedData.Require("projects/c00_baseline/particles.cs");
        TableConverter.Write(new TableSource(star), folder["a.csv"]);
        TableConverter.Write(new TableSource(folder["a.csv"]), folder["a.star"]);
        PlainStar before = new(star), after = new(folder["a.star"]);
        foreach (string block in new[] { "optics", "particles" })
        {
            after.Loops[block].Rows.Count.ShouldBe(before.Loops[block].Rows.Count);
            for (int row = 0; row < before.Loops[block].Rows.Count; row++)
            {
                before.Loops[block].Labels.ShouldAllBe(label => after.Loops[block][row, label] == before.Loops[block][row, label]);
            }
        }
        TableConverter.Write(new TableSource(dataset), folder["b.csv"], [1, 5], [.. Enumerable.Range(100, 64)]);
        File.ReadLines(folder["b.csv"]).Skip(1).Select(line => line.Split(',')[0]).ShouldBe(["101", "105"]);
        TableConverter.Write(new TableSource(folder["b.csv"]), folder["b.cs"]);
        PlainNpy old = new(dataset), now = new(folder["b.cs"]);
        now.Fields.Where(field => field.Type[1] != 'S').ShouldBe(old.Fields.Where(field => field.Type[1] != 'S'));
        foreach ((string field, string type, _) in old.Fields)
        {
            (now.Text(field, 1) == old.Text(field, 5)).ShouldBeTrue(field);
        }
    }

    [Fact]
    public void A_csv_value_with_commas_and_quotes_is_kept()
    {
        using var folder = new TemporaryFolder();
        string star = folder.Text("a.star", "data_particles\nloop_\n_rlnImageName\n_rlnNote\n1@a.mrcs 'he said \"a, b\"'\n2@a.mrcs plain\n");
        TableConverter.Write(new TableSource(star), folder["a.csv"]);
        File.ReadAllLines(folder["a.csv"])[1].ShouldBe("0,1@a.mrcs,\"he said \"\"a, b\"\"\"");
        TableConverter.Write(new TableSource(folder["a.csv"]), folder["b.star"]);
        File.ReadAllText(folder["b.star"]).ShouldContain("1@a.mrcs 'he said \"a, b\"' 1\n2@a.mrcs plain 1\n");
    }

    [Theory]
    [InlineData("_rlnCtfDataAreCtfPremultiplied", "1", "extract them again")]
    [InlineData("_rlnImageDimensionality", "3", "subtomograms")]
    [InlineData("_rlnOddZernike", "[0,0,0,0,0,0,0.1]", "--ignore-aberrations")]
    [InlineData("_rlnEvenZernike", "[0,0,0,0,0,0,0,0,0,0,0,7]", "--ignore-aberrations")]
    [InlineData("_rlnImagePixelSize", "wide", "a finite number")]
    public void What_cryoSPARC_cannot_express_is_refused(string label, string value, string advice)
    {
        using var folder = new TemporaryFolder();
        string pixel = label == "_rlnImagePixelSize" ? "" : "_rlnImagePixelSize\n";
        string star = folder.Text("a.star", $"data_optics\nloop_\n_rlnOpticsGroup\n{pixel}{label}\n1 {(pixel.Length > 0 ? "1.5 " : "")}{value}\n\ndata_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n1@a.mrcs 1\n");
        Refusal.Says(() => TableConverter.Write(new TableSource(star), folder["a.cs"]), "a.star", label[1..], advice);
        File.Exists(folder["a.cs"]).ShouldBeFalse();
    }

    [Fact]
    public void Tables_without_images_or_of_no_program_are_refused()
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => TableConverter.Write(new TableSource(folder.Text("a.csv", "particle,z0\n0,1\n")), folder["a.star"]), "a.csv", "rlnImageName");
        Refusal.Says(() => TableConverter.Write(new TableSource(folder.Text("b.csv", "uid,ctf/df1_A\n4,1\n")), folder["b.star"]), "b.csv", "blob/path");
        Refusal.Says(() => TableConverter.Write(new TableSource(folder.Text("c.csv", "rlnImageName,rlnVoltage,rlnOpticsGroup\n1@a.mrcs,300,1\n2@a.mrcs,200,1\n")), folder["c.star"]), "c.csv", "line 3", "group 1");
        Refusal.Says(() => TableConverter.Write(new TableSource(folder.Text("d.csv", "rlnImageName\n1@a.mrcs,2\n")), folder["d.star"]), "d.csv", "line 2", "2 values");
        Refusal.Says(() => TableConverter.Write(new TableSource(folder.Text("e.star", "data_particles\nloop_\n_rlnImageName\n_rlnImagePixelSize\n0@a.mrcs 2\n")), folder["e.cs"]), "e.star", "image numbers that start at 1");
        Refusal.Says(() => TableConverter.Write(new TableSource(folder["e.star"]), folder["e.txt"]), "e.txt", ".star, .cs or .csv");
        Directory.GetFiles(folder.Root).ShouldAllBe(file => file.EndsWith(".csv") || file.EndsWith(".star"));
    }
}
