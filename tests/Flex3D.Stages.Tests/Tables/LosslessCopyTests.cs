using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Tables;

/// <summary>Copies in the same format, with fewer rows and nothing else less.</summary>
public class LosslessCopyTests
{
    [Theory]
    [InlineData("awkward/star/relion31_6opticsgroups.star"), InlineData("awkward/star/relion31_optics_after_particles.star"), InlineData("awkward/star/M_per_particle_Cs.star"), InlineData("awkward/star/relion5_zernike.star")]
    [InlineData("awkward/star/esrf_scipion_no_numbers.star"), InlineData("awkward/star/single_line_end_of_multiblock.star"), InlineData("conventions/relion30_PfCRT.star")]
    public void A_star_file_is_copied_byte_for_byte(string name)
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require(name);
        TableConverter.Write(new TableSource(source), folder["a.star"]).ShouldBeEmpty();
        File.ReadAllText(folder["a.star"]).ShouldBe(File.ReadAllText(source));
    }

    [Fact]
    public void A_selection_of_a_star_file_keeps_every_block_comment_and_column()
    {
        using var folder = new TemporaryFolder();
        const string Begin = "# a comment\n\ndata_general\n_rlnTomo 0\n\ndata_optics\nloop_\n_rlnOpticsGroup #1\n1\n2\n\ndata_micrographs\nloop_\n_rlnMicrographName\nm.mrc\n\n# of particles\ndata_particles\n\nloop_\n_rlnImageName #1\n_rlnOdd #2\n";
        const string End = "\n\ndata_after\nloop_\n_x\n1\n2\n";
        string source = folder.Text("a.star", Begin + "1@a.mrcs 'b  c'\n  2@a.mrcs   1.50000\n3@a.mrcs 3 # last\n" + End);
        TableConverter.Write(new TableSource(source), folder["b.star"], [1, 2]).ShouldBeEmpty();
        File.ReadAllText(folder["b.star"]).ShouldBe(Begin + "  2@a.mrcs   1.50000\n3@a.mrcs 3 # last\n" + End);
        TableConverter.Write(new TableSource(source), folder["c.star"], [0]);
        File.ReadAllText(folder["c.star"]).ShouldBe(Begin + "1@a.mrcs 'b  c'\n" + End);
        Refusal.Says(() => TableConverter.Write(new TableSource(source), folder["d.star"], [3]), "a.star", "a row 4");
    }

    [Theory]
    [InlineData("conventions/cryosparc_P12_J24_001_particles.cs"), InlineData("awkward/cs/no_alignments.cs"), InlineData("projects/empiar11377_specter/empiar-11377-passthrough-5particles.cs")]
    public void A_dataset_is_copied_to_the_bit_of_every_row(string name)
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require(name);
        TableConverter.Write(new TableSource(source), folder["all.cs"]).ShouldBeEmpty();
        TableConverter.Write(new TableSource(source), folder["some.cs"], [1, 4]).ShouldBeEmpty();
        PlainNpy before = new(source), all = new(folder["all.cs"]), some = new(folder["some.cs"]);
        all.Fields.ShouldBe(before.Fields);
        some.Fields.ShouldBe(before.Fields);
        (all.Rows, some.Rows, all.Start % 64, some.Start % 64).ShouldBe((before.Rows, 2, 0, 0));
        foreach ((string field, _, _) in before.Fields)
        {
            for (int row = 0; row < before.Rows; row++)
            {
                all.Raw(field, row).SequenceEqual(before.Raw(field, row)).ShouldBeTrue($"{field}, row {row}");
            }
            some.Raw(field, 1).SequenceEqual(before.Raw(field, 4)).ShouldBeTrue(field);
        }
    }

    [Fact]
    public void Passthrough_columns_are_added_by_uid_beside_latents()
    {
        using var folder = new TemporaryFolder();
        string job = SharedData.Require("projects/c06_job_folder/CS-proj/J42"), poses = Path.Combine(job, "J42_004_particles.cs"), more = Path.Combine(job, "J42_passthrough_particles.cs");
        float[] latents = [.. Enumerable.Range(0, 4).Select(i => i - 1.5f)];
        ParticleExport.WriteTable(poses, folder["a.cs"], ParticleBlock.OfLatents(latents, 2), [3, 60], [more]);
        PlainNpy a = new(poses), b = new(more), made = new(folder["a.cs"]);
        made.Fields.Select(field => field.Name).ShouldBe([.. a.Fields.Select(field => field.Name), .. b.Fields.Select(field => field.Name).Where(field => field != "uid"),
            "flex3d/latent", "components_mode_0/component", "components_mode_0/value", "components_mode_1/component", "components_mode_1/value"]);
        foreach ((int at, int row) in new[] { (0, 3), (1, 60) })
        {
            made.Uid(at).ShouldBe(a.Uid(row));
            int other = Enumerable.Range(0, b.Rows).Single(i => b.Uid(i) == a.Uid(row));
            foreach ((string field, _, _) in b.Fields)
            {
                made.Raw(field, at).SequenceEqual(b.Raw(field, other)).ShouldBeTrue(field);
            }
            (made.Number("flex3d/latent", at, 1), made.Number("components_mode_1/value", at)).ShouldBe((latents[2 * at + 1], latents[2 * at + 1]));
        }
        made.Fields.Intersect(b.Fields).Count().ShouldBe(b.Fields.Count);
        Refusal.Says(() => ParticleExport.CopyTable(SharedData.Require("projects/c05_passthrough_shuffled_fewer/particles.cs"), folder["b.cs"], null,
            [SharedData.Require("projects/c05_passthrough_shuffled_fewer/passthrough_particles.cs")]), "passthrough_particles.cs", "no particle with uid");
    }

    [Fact]
    public void A_stream_of_columns_becomes_an_array_with_its_texts()
    {
        using var folder = new TemporaryFolder();
        string source = folder.Bytes("a.cs", Dataset.Stream(["/one.mrc", "/the/second.mrc", "/one.mrc"]));
        TableConverter.Write(new TableSource(source), folder["b.cs"], [1, 2]);
        PlainNpy made = new(folder["b.cs"]);
        made.Fields.ShouldBe([("uid", "<u8", ""), ("blob/path", "|S15", ""), ("v", "<f4", "2,")]);
        (made.Uid(0), made.Text("blob/path", 0), made.Text("blob/path", 1), made.Number("v", 1, 1)).ShouldBe((101UL, "/the/second.mrc", "/one.mrc", 5));
        CsFile.Read(source).Count.ShouldBe(3, "and can still be read");
    }
}
