using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tests.Particles;

public class RelionParticlesTests
{
    private const string Optics = "data_optics\nloop_\n_rlnOpticsGroup\n_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n42 300 2.7 0.1 1.5\n";
    private const string Labels = "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n_rlnOpticsGroup\n";

    private static ParticleTable Read(TemporaryFolder folder, string text, ParticleReadOptions? options = null)
    {
        string star = folder.Text("project/job/a.star", text);
        folder.Bytes("project/stacks/s.mrcs", new Formats.MrcBytes(4, 4, 3, 2).Build(new byte[192]));
        return ParticleTableReader.Read(star, options);
    }

    [Fact]
    public void Stacks_are_looked_for_above_the_table_and_any_group_number_will_do()
    {
        using var folder = new TemporaryFolder();
        ParticleTable table = Read(folder, Optics + Labels + "2@stacks/s.mrcs 10 20 30 1e4 9000 45 42\n");
        table.Stacks.ShouldBe([folder["project/stacks/s.mrcs"]]);
        (table[0].Slice, table.Optics[table[0].Optics].Number, table[0].HalfSet, table.HasHalfSets).ShouldBe((1, 42, 0, false));
        Read(folder, Optics + Labels + "2@elsewhere/s.mrcs 1 2 3 1e4 9000 45 42\n", new ParticleReadOptions { DataDirectory = folder["project/stacks"] }).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("000@stacks/s.mrcs 1 2 3 1e4 9000 45 42", "start at 1", "707")]
    [InlineData("x@stacks/s.mrcs 1 2 3 1e4 9000 45 42", "'x@stacks/s.mrcs'", "000001@stack.mrcs")]
    [InlineData("stacks/s.mrcs 1 2 3 1e4 9000 45 42", "3 images", "tilt stacks")]
    [InlineData("1@stacks/t.mrcs 1 2 3 1e4 9000 45 42", "'stacks/t.mrcs'", "project'")]
    [InlineData("1@stacks/s.mrcs 1 2 3 1e4 9000 45 7", "found 7", "42")]
    [InlineData("1@stacks/s.mrcs 1 nan 3 1e4 9000 45 42", "_rlnAngleTilt", "finite")]
    [InlineData("1@stacks/s.mrcs 1 2 3 1e4 abc 45 42", "_rlnDefocusV", "'abc'")]
    [InlineData("1@stacks/s.mrcs 1 2 3 1e4 9000 45", "7 values", "8")]
    public void A_bad_row_is_refused_with_its_line(string row, string says, string also)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => Read(folder, Optics + Labels + row + "\n"), "a.star", "line 19", says, also);
    }

    [Fact]
    public void Rows_that_name_other_images_share_one_where_the_table_says_so()
    {
        using var folder = new TemporaryFolder();
        string labels = Labels + "_flex3dImage\n", end = "@stacks/s.mrcs 1 2 3 1e4 9000 45 42";
        ParticleTable table = Read(folder, $"{Optics}{labels}1{end} 7\n2{end} 7\n3{end} 0\n");
        table.All().Select(row => row.Image).ShouldBe([7, 7, 0]);
        table.HasSharedImages.ShouldBeTrue();
        Refusal.Says(() => Read(folder, $"{Optics}{labels}1{end} -1\n"), "line 20", "_flex3dImage", "'-1'", "the number of an image");
    }

    [Fact]
    public void A_table_without_rows_or_poses_or_CTF_is_refused()
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => Read(folder, Optics + Labels), "a.star", "without rows");
        Refusal.Says(() => Read(folder, Optics + Labels.Replace("_rlnAngleTilt\n", "_x\n")), "a.star", "no column _rlnAngleTilt");
        Refusal.Says(() => Read(folder, Optics + Labels.Replace("_rlnDefocusV\n", "_x\n")), "a.star", "no column _rlnDefocusV");
        Refusal.Says(() => Read(folder, Optics.Replace("_rlnVoltage", "_x") + Labels), "a.star", "no column _rlnVoltage");
        Refusal.Says(() => Read(folder, ""), "a.star", "no tables");
    }

    [Fact]
    public void A_file_of_one_image_needs_no_number()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("project/one.mrc", new Formats.MrcBytes(4, 4, 1, 2).Build(new byte[64]));
        Read(folder, Optics + Labels + "one.mrc 10 20 30 1e4 9000 45 42\n")[0].Slice.ShouldBe(0);
    }

    [Fact]
    public void A_pose_survives_the_compact_table()
    {
        using var folder = new TemporaryFolder();
        string rows = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"1@stacks/s.mrcs {i * 0.37 % 360} {i * 0.11 % 180} {i * 0.73 % 360} 1e4 9000 45 42\n"));
        ParticleTable table = Read(folder, Optics + Labels + rows);
        table.Count.ShouldBe(20_000);
        for (int i = 0; i < table.Count; i += 7)
        {
            var expected = Stages.Geometry.Rotation.FromEulerDegrees(i * 0.37 % 360, i * 0.11 % 180, i * 0.73 % 360);
            var pose = table[i].Rotation;
            pose.M01.ShouldBe(expected.M01, 2e-15);
            pose.M20.ShouldBe(expected.M20, 2e-15);
            pose.M22.ShouldBe(expected.M22, 2e-15);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => table[20_000]);
    }
}
