using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Latents;
using Flex3D.Stages.Particles.State;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Particles;

public class LatentTests
{
    private static float[] Latents(int count, int dimensions) => [.. Enumerable.Range(0, count * dimensions).Select(i => MathF.Sin(i) * 1.5f)];

    [Fact]
    public void Csv_reads_back_to_the_bit_in_any_order()
    {
        using var folder = new TemporaryFolder();
        float[] latents = Latents(50, 3);
        string path = folder["z.csv"];
        LatentWriter.WriteCsv(path, new LatentArrays(latents, 3));
        string[] lines = File.ReadAllLines(path);
        lines[0].ShouldBe("particle,z0,z1,z2");
        lines[1].ShouldStartWith("0,0,");
        (float[] values, int dimensions) = LatentReader.Read(path, 50);
        (values, dimensions).ShouldBe((values, 3));
        values.ShouldBe(latents);
        LatentReader.Read(folder.Text("shuffled.csv", string.Join("\n", lines.Take(1).Concat(lines.Skip(1).Reverse())) + "\n\n"), 50).Values.ShouldBe(latents);
        LatentReader.Read(folder.Text("frames.csv", "z0,z1\n1,2\n3,4\n")).Values.ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("particle,z0\n0,1\n", "no line for particle 1")]
    [InlineData("particle,z0\n0,1\n0,2\n", "a second time")]
    [InlineData("particle,z0\n0,1\n2,2\n", "'2'")]
    [InlineData("particle,z0\n0,1\n1,x\n", "line 3, column z0")]
    [InlineData("particle,z0\n0,1\n1,NaN\n", "particle 1, axis 0")]
    [InlineData("particle,z0\n0,1\n1,2,3\n", "3 values")]
    [InlineData("a,b\n", "line 1")]
    [InlineData("", "line 1")]
    [InlineData("z0\n1\n", "1 particles")]
    public void Bad_csv_is_refused(string text, string says)
    {
        using var folder = new TemporaryFolder();
        Refusal.Says(() => LatentReader.Read(folder.Text("z.csv", text), 2), "z.csv", says);
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
        LatentWriter.WriteTable(source, path, new LatentArrays(latents, 2));
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
        LatentWriter.WriteTable(path, again, new LatentArrays(latents.AsMemory(0, 3), 3), [count - 1]); // replaces what an earlier run wrote
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
        LatentWriter.WriteTable(source, path, new LatentArrays(latents, 2));
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
        LatentWriter.WriteTable(path, folder["some.cs"], new LatentArrays(latents.AsMemory(0, 6), 2), rows);
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
        Refusal.Says(() => LatentWriter.WriteTable(source, folder["out.star"], new LatentArrays(Latents(99, 1), 1)), "relion30_PfCRT.star", "99");
        Refusal.Says(() => LatentWriter.WriteTable(source, folder["out.star"], new LatentArrays(Latents(1, 1), 1)), "relion30_PfCRT.star", "1, as many");
        Refusal.Says(() => LatentWriter.WriteTable(source, folder["out.star"], new LatentArrays(Latents(1, 1), 1), [77]), "relion30_PfCRT.star", "a row 78");
        Refusal.Says(() => LatentWriter.WriteTable(dataset, folder["out.cs"], new LatentArrays(Latents(8, 1), 1)), "no_alignments.cs", "7 particles");
        Refusal.Says(() => LatentReader.Read(dataset), "no_alignments.cs", "components_mode_0/value");
        Refusal.Says(() => LatentReader.Read(source), "relion30_PfCRT.star", "_flex3dLatent0");
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }
}
