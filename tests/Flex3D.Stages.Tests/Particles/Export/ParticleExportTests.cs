using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Tests.Particles.State;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Particles.Export;

public class ParticleExportTests
{
    private static float[] Latents(int count, int dimensions) => [.. Enumerable.Range(0, count * dimensions).Select(i => MathF.Sin(i) * 1.5f)];

    [Fact]
    public void Csv_reads_back_to_the_bit_in_any_order()
    {
        using var folder = new TemporaryFolder();
        float[] latents = Latents(50, 3);
        string path = folder["z.csv"];
        ParticleExport.WriteCsv(path, ParticleBlock.OfLatents(latents, 3));
        string[] lines = File.ReadAllLines(path);
        lines[0].ShouldBe("particle,z0,z1,z2");
        lines[1].ShouldStartWith("0,0,");
        (float[] values, int dimensions) = LatentReader.Read(path, 50);
        (values, dimensions).ShouldBe((values, 3));
        values.ShouldBe(latents);
        LatentReader.Read(folder.Text("shuffled.csv", string.Join("\n", lines.Take(1).Concat(lines.Skip(1).Reverse())) + "\n\n"), 50).Values.ShouldBe(latents);
    }

    [Theory]
    [InlineData("awkward/star/relion31_6opticsgroups.star"), InlineData("awkward/star/relion31_optics_after_particles.star"), InlineData("awkward/star/M_per_particle_Cs.star")]
    [InlineData("conventions/relion30_PfCRT.star"), InlineData("awkward/star/level0_and_double_origin.star"), InlineData("awkward/star/no_column_numbers_dummy.star")]
    public void A_star_file_keeps_every_block_column_and_byte_beside_its_latents(string name)
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require(name), path = folder["out.star"];
        IReadOnlyList<StarTable> before = StarFile.Read(source);
        int count = before.Single(table => table.IndexOf("rlnImageName") >= 0).Count;
        float[] latents = Latents(count, 2);
        ParticleExport.WriteTable(source, path, ParticleBlock.OfLatents(latents, 2));
        LatentReader.Read(path, count).Values.ShouldBe(latents);
        IReadOnlyList<StarTable> after = StarFile.Read(path);
        after.Count.ShouldBe(before.Count);
        for (int t = 0; t < before.Count; t++)
        {
            (after[t].Block, after[t].Count).ShouldBe((before[t].Block, before[t].Count));
            after[t].Columns.Take(before[t].Columns.Count).ShouldBe(before[t].Columns);
            for (int row = 0; row < before[t].Count; row++)
            {
                Enumerable.Range(0, before[t].Columns.Count).ShouldAllBe(column => after[t][row, column] == before[t][row, column]);
            }
        }
        File.ReadLines(path).Where(line => line.StartsWith('#')).ShouldBe(File.ReadLines(source).Where(line => line.StartsWith('#')));

        string again = folder["again.star"];
        ParticleExport.WriteTable(path, again, ParticleBlock.OfLatents(latents.AsSpan(0, 3), 3), [count - 1]); // replaces what an earlier run wrote
        StarTable last = StarFile.Read(again).Single(table => table.IndexOf("rlnImageName") >= 0);
        (last.Count, last.Columns.Count(label => label.StartsWith("flex3dLatent", StringComparison.Ordinal))).ShouldBe((1, 3));
        StarTable old = before.Single(table => table.IndexOf("rlnImageName") >= 0);
        last[0, 0].ShouldBe(old[count - 1, 0]);
    }

    [Fact]
    public void A_dataset_keeps_every_column_beside_its_latents()
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require("conventions/cryosparc_P12_J24_001_particles.cs"), path = folder["out.cs"];
        CsFile before = CsFile.Read(source);
        float[] latents = Latents(before.Count, 2);
        ParticleExport.WriteTable(source, path, ParticleBlock.OfLatents(latents, 2));
        CsFile after = CsFile.Read(path);
        after.Names.ShouldBe([.. before.Names, "flex3d/latent", "components_mode_0/component", "components_mode_0/value", "components_mode_1/component", "components_mode_1/value"]);
        foreach (string name in before.Names)
        {
            for (int row = 0; row < before.Count; row += 97)
            {
                if (name is "blob/path" or "ctf/type")
                {
                    after.Text(name, row).ShouldBe(before.Text(name, row));
                }
                else
                {
                    after.Number(name, row, after.Elements(name) - 1).ShouldBe(before.Number(name, row, after.Elements(name) - 1), name);
                }
            }
        }
        after.Number("components_mode_1/component", 5).ShouldBe(1);
        after.Number("components_mode_1/value", 5).ShouldBe(latents[11]);
        LatentReader.Read(path, before.Count, source).Values.ShouldBe(latents);

        int[] rows = [3, 700, 2018];
        ParticleExport.WriteTable(path, folder["some.cs"], ParticleBlock.OfLatents(latents.AsSpan(0, 6), 2), rows);
        CsFile some = CsFile.Read(folder["some.cs"]);
        Enumerable.Range(0, 3).Select(some.Uid).ShouldBe(rows.Select(before.Uid));
        some.Names.Count(name => name == "flex3d/latent").ShouldBe(1);
        Refusal.Says(() => LatentReader.Read(folder["some.cs"], before.Count, source), "some.cs", "no particle with uid");
    }

    [Fact]
    public void Latents_of_another_table_are_refused_and_nothing_is_left()
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require("conventions/relion30_PfCRT.star"), dataset = SharedData.Require("awkward/cs/no_alignments.cs");
        Refusal.Says(() => ParticleExport.WriteTable(source, folder["out.star"], ParticleBlock.OfLatents(Latents(99, 1), 1)), "relion30_PfCRT.star", "99");
        Refusal.Says(() => ParticleExport.WriteTable(source, folder["out.star"], ParticleBlock.OfLatents(Latents(1, 1), 1)), "relion30_PfCRT.star", "1, as many");
        Refusal.Says(() => ParticleExport.WriteTable(source, folder["out.star"], ParticleBlock.OfLatents(Latents(1, 1), 1), [77]), "relion30_PfCRT.star", "a row 78");
        Refusal.Says(() => ParticleExport.WriteTable(dataset, folder["out.cs"], ParticleBlock.OfLatents(Latents(8, 1), 1)), "no_alignments.cs", "7 particles");
        Refusal.Says(() => LatentReader.Read(dataset), "no_alignments.cs", "components_mode_0/value");
        Refusal.Says(() => LatentReader.Read(source), "relion30_PfCRT.star", "_flex3dLatent0");
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Another_column_is_exported_under_the_names_it_gives_itself()
    {
        using var folder = new TemporaryFolder();
        ParticleBlock particles = MadeUp.Particles(2);
        ParticleExport.WriteCsv(folder["all.csv"], particles);
        File.ReadAllLines(folder["all.csv"]).ShouldBe(["particle,z0,z1,shift0,shift1,trust", "0,0,0.5,1,2,0.25", "1,1,1.5,3,4,1.25"]);

        string star = folder.Text("a.star", "data_particles\nloop_\n_rlnImageName #1\n_flex3dTrust #2\n_flex3dTrustworthy #3\n1@a.mrcs 9 yes\n2@a.mrcs 9 no\n");
        ParticleExport.WriteTable(star, folder["out.star"], particles);
        File.ReadAllLines(folder["out.star"]).ShouldBe(
        [
            "data_particles", "loop_", "_rlnImageName #1", "_flex3dTrustworthy #2", "_flex3dLatent0 #3", "_flex3dLatent1 #4", "_flex3dShift0 #5", "_flex3dShift1 #6", "_flex3dTrust #7",
            "1@a.mrcs yes 0 0.5 1 2 0.25", "2@a.mrcs no 1 1.5 3 4 1.25",
        ]);
    }

    [Fact]
    public void Another_column_is_a_field_of_a_dataset_and_replaced_in_the_next()
    {
        using var folder = new TemporaryFolder();
        string source = SharedData.Require("awkward/cs/no_alignments.cs");
        CsFile before = CsFile.Read(source);
        ParticleExport.WriteTable(source, folder["one.cs"], MadeUp.Particles(before.Count));
        ParticleExport.WriteTable(folder["one.cs"], folder["two.cs"], MadeUp.Particles(1), [before.Count - 1]);
        CsFile one = CsFile.Read(folder["one.cs"]), two = CsFile.Read(folder["two.cs"]);
        one.Names.Skip(before.Names.Count).ShouldBe(
            ["flex3d/latent", "components_mode_0/component", "components_mode_0/value", "components_mode_1/component", "components_mode_1/value", "flex3d/shift", "flex3d/trust"]);
        (one.Elements("flex3d/shift"), one.Elements("flex3d/trust")).ShouldBe((2, 1));
        (one.Number("flex3d/shift", 1, 1), one.Number("flex3d/trust", 1), one.Number("components_mode_1/value", 1)).ShouldBe((4, 1.25, 1.5));
        (two.Count, two.Number("flex3d/shift", 0, 0), two.Names.Count(name => name == "flex3d/trust")).ShouldBe((1, 1, 1));
    }
}
