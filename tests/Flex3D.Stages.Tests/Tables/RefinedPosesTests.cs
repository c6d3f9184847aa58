using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Tables;

/// <summary>Tables with re-estimated poses, read again and compared with the poses that inference gives its images.</summary>
public class RefinedPosesTests
{
    private const double Pixel = 1.25, TrainingPixel = 3;
    private const int Box = 64, Rows = 5;

    private static readonly (double Rot, double Tilt, double Psi, double X, double Y)[] s_given =
        [(10, 80, 20, 1.5, -2.5), (-170, 0, 35, 0, 0), (5, 90, -135, 0.25, 7), (44.94, 127.75, -96.73, -3, 4), (0, 180, 60, 2, 2)];

    // Turns of up to 0.9 radians, and shifts in Å; the last row has neither.
    private static readonly (double X, double Y, double Z, double Sx, double Sy)[] s_offsets =
        [(0.1, -0.2, 0.3, 1.25, -0.75), (0, 0, 0.5, 0, 0), (0, 0, 0, -2.5, 3), (-0.5, 0.7, 0.2, 4, 4.5), (0, 0, 0, 0, 0)];

    private static string Star(bool origins = true, bool pixels = false)
    {
        string x = pixels ? "_rlnOriginX\n" : "_rlnOriginXAngst\n", y = pixels ? "_rlnOriginY\n" : "_rlnOriginYAngst\n";
        double unit = pixels ? Pixel : 1;
        return $"data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n_rlnImageSize\n_rlnImageDimensionality\n1 300 2.7 0.1 {Pixel} {Box} 2\n\n" +
            $"data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n{(origins ? x + y : "")}_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnOpticsGroup\n" +
            string.Concat(s_given.Select((p, i) => FormattableString.Invariant($"{i + 1}@a.mrcs {p.Rot} {p.Tilt} {p.Psi} {(origins ? FormattableString.Invariant($"{p.X / unit} {p.Y / unit} ") : "")}12000 11000 30 1\n")));
    }

    // The table that training writes: the input with the state's columns.
    private static string OfRun(TemporaryFolder folder, string input, bool refined = true)
    {
        var state = new ParticleBlock(ParticleColumns.OfRun(1), Rows);
        for (int i = 0; i < Rows && refined; i++)
        {
            (double x, double y, double z, double sx, double sy) = s_offsets[i];
            ((ReadOnlySpan<float>)[(float)x, (float)y, (float)z]).CopyTo(state.Write(ParticleColumns.Turn, ColumnWriters.Training)[(3 * i)..]);
            ((ReadOnlySpan<float>)[(float)sx, (float)sy]).CopyTo(state.Write(ParticleColumns.Shift, ColumnWriters.Training)[(2 * i)..]);
        }
        string output = folder["run" + Path.GetExtension(input)];
        ParticleExport.WriteTable(input, output, state);
        return output;
    }

    [Theory]
    [InlineData(".star", ".star"), InlineData(".star", ".cs"), InlineData(".star", ".csv"), InlineData(".cs", ".cs"), InlineData(".cs", ".star"), InlineData(".cs", ".csv")]
    public void An_exported_table_has_the_defocus_that_inference_found(string from, string to)
    {
        double[] changes = [250, -400, 0, 12.5, 3000];
        using var folder = new TemporaryFolder();
        string input = folder.Text("in.star", Star());
        if (from == ".cs")
        {
            TableConverter.Write(new TableSource(input), input = folder["in.cs"]);
        }
        var state = new ParticleBlock(ParticleColumns.OfRun(1), Rows);
        Array.ConvertAll(changes, change => (float)change).CopyTo(state.Write(ParticleColumns.DefocusChange, ColumnWriters.Training));
        string run = folder["run" + from], output = folder["out" + to];
        ParticleExport.WriteTable(input, run, state);
        TableConverter.Refined(new TableSource(run)).ShouldBe(new RefinedValues(Poses: false, Defocus: true));
        TableConverter.Write(new TableSource(run), folder["given" + to], options: new ConversionOptions()).ShouldContain("defocus: as given to the run (--poses refined writes the re-estimated ones)");
        TableConverter.Write(new TableSource(run), output, options: new ConversionOptions { RefinedPoses = true }).ShouldContain("defocus: re-estimated by the run");
        if (to == ".csv")
        {
            TableConverter.Write(new TableSource(output), output = folder["again" + from]);
        }
        ParticleTable read = Read(folder, output), given = Read(folder, input);
        for (int i = 0; i < Rows; i++)
        {
            (read[i].DefocusUAngstrom, read[i].DefocusVAngstrom).ShouldBe((12000 + changes[i], 11000 + changes[i]), $"row {i}");
            read[i].DefocusAngleDegrees.ShouldBe(given[i].DefocusAngleDegrees, 1e-5);
            read[i].OriginXAngstrom.ShouldBe(given[i].OriginXAngstrom, 1e-5);
        }
        File.ReadAllText(output).ShouldNotContain("flex3dDefocusChange");
        File.ReadAllText(output).ShouldNotContain("flex3d/defocus_change");
    }

    [Theory]
    [InlineData(".star")]
    [InlineData(".cs")]
    public void A_change_of_defocus_that_an_earlier_run_found_is_not_that_of_a_later_one(string format)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Text("in.star", Star()), first = folder["first" + format], then = folder["then" + format];
        if (format == ".cs")
        {
            TableConverter.Write(new TableSource(input), input = folder["in.cs"]);
        }
        var state = new ParticleBlock(ParticleColumns.OfRun(1), Rows);
        state.Write(ParticleColumns.DefocusChange, ColumnWriters.Training).Fill(90);
        ParticleExport.WriteTable(input, first, state);
        ParticleExport.WriteTable(first, then, new EstimatedColumns(new ParticleBlock(ParticleColumns.OfRun(1), Rows)));
        TableConverter.Refined(new TableSource(first)).Defocus.ShouldBeTrue();
        TableConverter.Refined(new TableSource(then)).Any.ShouldBeFalse();
        File.ReadAllText(then, System.Text.Encoding.Latin1).ShouldNotContain("efocusChange");
        File.ReadAllText(then, System.Text.Encoding.Latin1).ShouldNotContain("defocus_change");
    }

    private static ParticleTable Read(TemporaryFolder folder, string path)
    {
        if (!File.Exists(folder["a.mrcs"]))
        {
            File.WriteAllText(folder["a.mrcs"], "");
        }
        return ParticleTableReader.Read(path, new ParticleReadOptions { DataDirectory = folder.Root });
    }

    // What the projection uses: the two rows of A over the pixel, and the image point of the map's origin.
    private static float[] Pose(Rotation a, double originX, double originY) =>
        [.. new[] { a.M00, a.M01, a.M02, a.M10, a.M11, a.M12 }.Select(m => (float)(m / TrainingPixel)), (float)(Box / 2 - originX / TrainingPixel), (float)(Box / 2 - originY / TrainingPixel)];

    // The exported pose is that with which inference left the image: OwnState.Pose of the given one, with the shift in pixels of the training images.
    private static void ShouldBeRefined(ParticleTable read, bool origins = true)
    {
        read.Count.ShouldBe(Rows);
        for (int i = 0; i < Rows; i++)
        {
            (double rot, double tilt, double psi, double x, double y) = s_given[i];
            (double wx, double wy, double wz, double sx, double sy) = s_offsets[i];
            float[] given = Pose(Rotation.FromEulerDegrees(rot, tilt, psi), origins ? x : 0, origins ? y : 0), expected = new float[ImageShard.PoseLength];
            OwnState.Pose(given, [wx, wy, wz, sx / TrainingPixel, sy / TrainingPixel], expected);
            float[] found = Pose(read[i].Rotation, read[i].OriginXAngstrom, read[i].OriginYAngstrom);
            for (int j = 0; j < ImageShard.PoseLength; j++)
            {
                found[j].ShouldBe(expected[j], j < 6 ? 1e-6 : 1e-5, $"row {i}, number {j}");
            }
        }
    }

    [Theory]
    [InlineData(".star", ".star"), InlineData(".star", ".cs"), InlineData(".star", ".csv"), InlineData(".cs", ".cs"), InlineData(".cs", ".star"), InlineData(".cs", ".csv")]
    public void An_exported_table_has_the_poses_that_inference_found(string from, string to)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Text("in.star", Star());
        if (from == ".cs")
        {
            TableConverter.Write(new TableSource(input), input = folder["in.cs"]);
        }
        string run = OfRun(folder, input), output = folder["out" + to];
        IReadOnlyList<string> notes = TableConverter.Write(new TableSource(run), output, options: new ConversionOptions { RefinedPoses = true });
        notes.ShouldContain("poses: re-estimated by the run");
        if (to == ".csv")
        {
            // A CSV is no table of particles: it becomes one of either format again.
            TableConverter.Write(new TableSource(output), output = folder["again" + from]);
        }
        ShouldBeRefined(Read(folder, output));
        File.ReadAllText(output).ShouldNotContain("Turn0");
        File.ReadAllText(output).ShouldNotContain("flex3d/turn");
        Refusal.Says(() => TableConverter.Write(new TableSource(output), folder["twice.star"], options: new ConversionOptions { RefinedPoses = true }), "--poses", "no re-estimated poses", "train.refinePoses");
    }

    [Theory]
    [InlineData(".star", ".star"), InlineData(".star", ".cs"), InlineData(".cs", ".cs"), InlineData(".cs", ".star"), InlineData(".csv", ".csv")]
    public void A_csv_of_a_run_has_its_offsets_and_is_exported_with_them(string dialect, string to)
    {
        using var folder = new TemporaryFolder();
        string input = folder.Text("in.star", Star());
        if (dialect == ".cs")
        {
            TableConverter.Write(new TableSource(input), input = folder["in.cs"]);
        }
        TableConverter.Write(new TableSource(OfRun(folder, input)), folder["run.csv"]).ShouldContain("poses: as given to the run (--poses refined writes the re-estimated ones)");
        string output = folder["out" + to];
        TableConverter.Write(new TableSource(folder["run.csv"]), output, options: new ConversionOptions { RefinedPoses = true });
        if (to == ".csv")
        {
            TableConverter.Write(new TableSource(output), output = folder["again.star"]);
        }
        ShouldBeRefined(Read(folder, output));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Origins_in_pixels_or_none_become_those_of_the_re_estimated_poses(bool origins, bool pixels)
    {
        using var folder = new TemporaryFolder();
        string run = OfRun(folder, folder.Text("in.star", Star(origins, pixels)));
        TableConverter.Write(new TableSource(run), folder["out.star"], options: new ConversionOptions { RefinedPoses = true });
        ShouldBeRefined(Read(folder, folder["out.star"]), origins);
        TableConverter.Write(new TableSource(run), folder["out.cs"], options: new ConversionOptions { RefinedPoses = true });
        ShouldBeRefined(Read(folder, folder["out.cs"]), origins);
    }

    private const string TwoGroups = "data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n1 300 2.7 0.1 1.25\n2 300 2.7 0.1 2\n\n";
    private const string InPixels = "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnOriginX\n_rlnOriginY\n";

    // Row i has the pixel size of an optics group of its own, or of one of two.
    [Theory]
    [InlineData("optics")]
    [InlineData("both")]
    [InlineData("magnification")]
    [InlineData("cryoSPARC")]
    public void A_shift_in_pixels_is_in_those_of_its_own_rows_optics(string kind)
    {
        double[] pixels = [1.25, 2, 2, 1.25, 2];
        string Row(int i, string more) => FormattableString.Invariant($"{i + 1}@a.mrcs 10 20 30 12000 11000 30 {s_given[i].X} {s_given[i].Y} {more}\n");
        string Rows(Func<int, string> more) => string.Concat(Enumerable.Range(0, pixels.Length).Select(i => Row(i, more(i))));
        int Group(int i) => pixels[i] == 2 ? 2 : 1;
        using var folder = new TemporaryFolder();
        string input = kind switch
        {
            "optics" => folder.Text("in.star", TwoGroups + InPixels + "_rlnOpticsGroup\n" + Rows(i => $"{Group(i)}")),
            "both" => folder.Text("in.star", TwoGroups + InPixels + "_rlnOpticsGroup\n_rlnImagePixelSize\n" + Rows(i => $"{Group(i)} 7")), // that of data_optics counts
            "magnification" => folder.Text("in.star", InPixels + "_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnDetectorPixelSize\n_rlnMagnification\n" + Rows(i => FormattableString.Invariant($"300 2.7 0.1 5 {5e4 / pixels[i]}"))),
            _ => folder.Bytes("in.cs", Particles.Reading.SmallDataset.Of([1, 2, 3, 4, 5],
                ("alignments3D/psize_A", "<f4", i => BitConverter.GetBytes((float)pixels[i])),
                ("blob/psize_A", "<f4", i => BitConverter.GetBytes((float)(3 * pixels[i]))), // downsampled after the refinement
                ("blob/path", "|S6", _ => "a.mrcs"u8.ToArray()),
                ("alignments3D/shift", "2<f4", i => [.. BitConverter.GetBytes((float)s_given[i].X), .. BitConverter.GetBytes((float)s_given[i].Y)]))),
        };
        string run = OfRun(folder, input), other = kind == "cryoSPARC" ? ".star" : ".cs";
        foreach (string output in new[] { folder["same" + Path.GetExtension(input)], folder["other" + other] })
        {
            TableConverter.Write(new TableSource(run), output, options: new ConversionOptions { RefinedPoses = true });
            ParticleTable given = Read(folder, input), refined = Read(folder, output);
            for (int i = 0; i < pixels.Length; i++)
            {
                (given[i].OriginXAngstrom, given[i].OriginYAngstrom).ShouldBe((s_given[i].X * pixels[i], s_given[i].Y * pixels[i]), $"row {i} of the input");
                refined[i].OriginXAngstrom.ShouldBe(s_given[i].X * pixels[i] - s_offsets[i].Sx, 1e-5, $"row {i} of {output}");
                refined[i].OriginYAngstrom.ShouldBe(s_given[i].Y * pixels[i] - s_offsets[i].Sy, 1e-5, $"row {i} of {output}");
            }
        }
    }

    [Fact]
    public void All_but_the_poses_stay_as_they_are()
    {
        using var folder = new TemporaryFolder();
        string run = OfRun(folder, folder.Text("in.star", Star()));
        TableConverter.Write(new TableSource(run), folder["out.star"], [1, 2, 4], options: new ConversionOptions { RefinedPoses = true });
        PlainStar.Loop before = new PlainStar(run).Loops["particles"], after = new PlainStar(folder["out.star"]).Loops["particles"];
        after.Labels.ShouldBe(before.Labels.Where(label => !label.StartsWith("flex3dTurn") && !label.StartsWith("flex3dShift") && !label.StartsWith("flex3dDefocus")));
        after.Rows.Count.ShouldBe(3);
        foreach ((int now, int row) in new[] { 1, 2, 4 }.Index())
        {
            bool turned = row == 1, shifted = row == 2;
            foreach (string label in after.Labels.Where(label => !(turned && label.StartsWith("rlnAngle")) && !(shifted && label.StartsWith("rlnOrigin"))))
            {
                after[now, label].ShouldBe(before[row, label], $"row {row}, {label}");
            }
        }
        // A turn about the map's z comes off rot, which where tilt is 0 is part of psi; a shift comes off the origin.
        (after.Number(0, "rlnAngleRot") + after.Number(0, "rlnAnglePsi")).ShouldBe(-170 + 35 - 0.5 * 180 / Math.PI, 1e-4);
        (after[1, "rlnOriginXAngst"], after[1, "rlnOriginYAngst"]).ShouldBe(("2.75", "4"));
    }

    [Fact]
    public void A_run_that_re_estimated_nothing_has_the_given_poses_either_way()
    {
        using var folder = new TemporaryFolder();
        string run = OfRun(folder, folder.Text("in.star", Star()), refined: false);
        TableConverter.Write(new TableSource(run), folder["given.star"]).ShouldBeEmpty();
        TableConverter.Write(new TableSource(run), folder["out.star"], options: new ConversionOptions { RefinedPoses = true }).ShouldBe(["poses: as given to the run, which re-estimated none"]);
        File.ReadAllText(folder["given.star"]).ShouldBe(File.ReadAllText(run));
        PlainStar.Loop before = new PlainStar(run).Loops["particles"], after = new PlainStar(folder["out.star"]).Loops["particles"];
        Enumerable.Range(0, Rows).ShouldAllBe(row => after.Labels.All(label => after[row, label] == before[row, label]));
    }

    [Fact]
    public void A_table_without_poses_or_offsets_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new ConversionOptions { RefinedPoses = true };
        Refusal.Says(() => TableConverter.Write(new TableSource(folder.Text("in.star", Star())), folder["a.star"], options: options), "--poses", "in.star", "train.refinePoses");
        string offsets = folder.Text("b.star", "data_particles\nloop_\n_rlnImageName\n_flex3dTurn0\n_flex3dTurn1\n_flex3dTurn2\n1@a.mrcs 0 0 0.1\n");
        Refusal.Says(() => TableConverter.Write(new TableSource(offsets), folder["b.cs"], options: options), "b.star", "rlnAngleRot", "--poses");
        File.Exists(folder["a.star"]).ShouldBeFalse();
    }
}
