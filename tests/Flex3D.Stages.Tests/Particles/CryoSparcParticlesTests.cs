using System.Buffers.Binary;
using System.Text;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.Selection;
using Flex3D.Tests;
using K4os.Compression.LZ4;

namespace Flex3D.Stages.Tests.Particles;

public class CryoSparcParticlesTests
{
    private static readonly ParticleReadOptions s_standIn = new() { StackOverride = typeof(CryoSparcParticlesTests).Assembly.Location };

    [Fact]
    public void The_awkward_datasets_are_read_or_refused_by_what_they_lack()
    {
        Directory.GetFiles(SharedData.Require("awkward/cs")).Length.ShouldBe(3);
        Refusal.Says(() => ParticleTableReader.Read(SharedData.Require("awkward/cs/alignments2D_only_gt_prefix.cs"), s_standIn), "gt_prefix.cs", "alignments3D/pose", "only alignments2D");
        Refusal.Says(() => ParticleTableReader.Read(SharedData.Require("awkward/cs/no_alignments.cs"), s_standIn), "no_alignments.cs", "alignments3D/pose", "passthrough");
        string path = SharedData.Require("awkward/cs/cryospax_3rows.cs");
        Refusal.Says(() => ParticleTableReader.Read(path), "cryospax_3rows.cs", "img_00000.mrcs", "row 1");
        ParticleTable table = ParticleTableReader.Read(path, s_standIn with { IgnoreAberrations = true });
        table.Count.ShouldBe(3);
        table[2].Slice.ShouldBe((int)CsFile.Read(path).Number("blob/idx", 2));
    }

    [Fact]
    public void The_path_of_an_exported_dataset_loses_its_sign()
    {
        CsFile file = CsFile.Read(SharedData.Require("awkward/cs/alignments2D_only_gt_prefix.cs"));
        file.Count.ShouldBe(22);
        file.Text("blob/path", 0).ShouldBe(">J1/imported/000090334788266266069_18jam15b_0345_ali_DW.mrcs");
        file.Elements("ctf/tetra_A").ShouldBe(4);
    }

    /// <summary>Particles as a CSDAT stream, by the layout of cryoSPARC's public tools.</summary>
    private static byte[] CsDat(bool packed, float tilt = 0, string drop = "", string compression = "lz4", float[]? alpha = null)
    {
        byte[] heap = Encoding.UTF8.GetBytes("\0>s.mrcs\0");
        (string Name, string Type, int Shape, Func<int, byte[]> Value)[] columns =
        [
            ("uid", "<u8", 0, i => BitConverter.GetBytes(1000UL + (ulong)i)),
            ("blob/path", "|O", 0, _ => BitConverter.GetBytes(1UL)),
            ("blob/idx", "<u4", 0, i => BitConverter.GetBytes((uint)i)),
            ("blob/shape", "<u4", 2, _ => [.. BitConverter.GetBytes(4u), .. BitConverter.GetBytes(4u)]),
            ("blob/psize_A", "<f4", 0, _ => BitConverter.GetBytes(2f)),
            ("blob/sign", "<f4", 0, _ => BitConverter.GetBytes(-1f)),
            ("ctf/accel_kv", "<f4", 0, _ => BitConverter.GetBytes(200f)),
            ("ctf/cs_mm", "<f4", 0, _ => BitConverter.GetBytes(2.5f)),
            ("ctf/amp_contrast", "<f4", 0, _ => BitConverter.GetBytes(0.1f)),
            ("ctf/df1_A", "<f4", 0, i => BitConverter.GetBytes(10000f + i)),
            ("ctf/df2_A", "<f4", 0, _ => BitConverter.GetBytes(9000f)),
            ("ctf/df_angle_rad", "<f4", 0, _ => BitConverter.GetBytes(MathF.PI / 4)),
            ("ctf/phase_shift_rad", "<f4", 0, _ => BitConverter.GetBytes(MathF.PI / 2)),
            ("ctf/exp_group_id", "<u4", 0, i => BitConverter.GetBytes((uint)(i / 2))),
            ("ctf/tilt_A", "<f4", 2, _ => [.. BitConverter.GetBytes(0f), .. BitConverter.GetBytes(tilt)]),
            ("alignments3D/split", "<u4", 0, i => BitConverter.GetBytes((uint)(i % 2))),
            ("alignments3D/shift", "<f4", 2, _ => [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]),
            ("alignments3D/pose", "<f4", 3, _ => [.. BitConverter.GetBytes(0.1f), .. BitConverter.GetBytes(0.2f), .. BitConverter.GetBytes(0.3f)]),
            ("alignments3D/psize_A", "<f4", 0, _ => BitConverter.GetBytes(4f)),
            ("alignments3D/alpha", "<f4", 0, i => BitConverter.GetBytes(alpha?[i] ?? 1)),
        ];
        columns = [.. columns.Where(column => drop.Length == 0 || !column.Name.StartsWith(drop, StringComparison.Ordinal))];
        string dtype = string.Join(", ", columns.Select(c => c.Shape == 0 ? $"[\"{c.Name}\", \"{c.Type}\"]" : $"[\"{c.Name}\", \"{c.Type}\", [{c.Shape}]]"));
        string names = packed ? string.Join(", ", columns.Skip(1).Select(c => $"\"{c.Name}\"")) : "";
        byte[] header = Encoding.UTF8.GetBytes($"{{\"length\": 4, \"dtype\": [{dtype}], \"compression\": {(packed ? $"\"{compression}\"" : "null")}, \"compressed_fields\": [{names}]}}");
        var stream = new MemoryStream();
        void Size(int size)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, size);
            stream.Write(bytes);
        }
        stream.Write([0x95, .. "CSDAT"u8]);
        Size(header.Length);
        stream.Write(header);
        foreach (var column in columns)
        {
            byte[] bytes = [.. Enumerable.Range(0, 4).SelectMany(column.Value)];
            if (packed && column.Name != "uid")
            {
                byte[] target = new byte[LZ4Codec.MaximumOutputSize(bytes.Length)];
                bytes = target[..LZ4Codec.Encode(bytes, target)];
            }
            Size(bytes.Length);
            stream.Write(bytes);
        }
        stream.Write(heap);
        return stream.ToArray();
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void A_CSDAT_stream_is_read_packed_and_plain(bool packed)
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        ParticleTable table = ParticleTableReader.Read(folder.Bytes("J3/p.cs", CsDat(packed)));
        table.Stacks.ShouldBe([folder["s.mrcs"]]);
        table.Optics.Select(group => (group.Number, group.VoltageKilovolt, group.Box, group.PixelSizeAngstrom)).ShouldBe([(0, 200, 4, 2), (1, 200, 4, 2)]);
        Particle last = table[3];
        (last.Slice, last.OriginXAngstrom, last.OriginYAngstrom, last.DefocusUAngstrom, last.ContrastSign, last.Optics, last.HalfSet).ShouldBe((3, 6, -8, 10003, -1, 1, 2));
        last.DefocusAngleDegrees.ShouldBe(45, 1e-5);
        last.PhaseShiftDegrees.ShouldBe(90, 1e-5);
    }

    [Fact]
    public void Passthrough_columns_are_joined_on_uid_and_particles_they_lack_left_out()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        string main = folder.Bytes("p.cs", CsDat(true, drop: "ctf/")), passthrough = folder.Bytes("q.cs", CsDat(true, drop: "alignments3D/"));
        Refusal.Says(() => ParticleTableReader.Read(main), "p.cs", "ctf/accel_kv", "passthrough");
        ParticleTable table = ParticleTableReader.Read(main, new ParticleReadOptions { Passthrough = [passthrough] });
        table[3].DefocusUAngstrom.ShouldBe(10003);
        byte[] others = CsDat(false, drop: "alignments3D/");
        int uid = others.AsSpan().IndexOf(BitConverter.GetBytes(1003UL));
        others[uid] = 0;
        ParticleTable fewer = ParticleTableReader.Read(main, new ParticleReadOptions { Passthrough = [folder.Bytes("o.cs", others)] });
        SelectedRows.Of(fewer).ShouldBe([0, 1, 2]);
        fewer.Selection!.LeftOut.Single().Sentence.ShouldBe("1 particle absent from the passthrough file 'o.cs' is left out: row 4");
    }

    [Fact]
    public void A_uid_that_is_there_twice_and_another_jobs_passthrough_file_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        string main = folder.Bytes("p.cs", CsDat(true, drop: "ctf/"));
        byte[] twice = CsDat(false, drop: "alignments3D/"), another = [.. twice];
        int uid = twice.AsSpan().IndexOf(BitConverter.GetBytes(1000UL));
        BitConverter.GetBytes(1001UL).CopyTo(twice, uid + 24);
        Refusal.Says(() => ParticleTableReader.Read(main, new ParticleReadOptions { Passthrough = [folder.Bytes("q.cs", twice)] }), "q.cs", "row 4: found uid 1001 a second time, first in row 2");
        for (int i = 0; i < 4; i++)
        {
            another[uid + 8 * i + 7] = 1;
        }
        Refusal.Says(() => ParticleTableReader.Read(main, new ParticleReadOptions { Passthrough = [folder.Bytes("r.cs", another)] }), "r.cs", "none of the 4 particles of", "p.cs", "another job's");
        byte[] whole = CsDat(false);
        BitConverter.GetBytes(1000UL).CopyTo(whole, whole.AsSpan().IndexOf(BitConverter.GetBytes(1002UL)));
        Refusal.Says(() => ParticleTableReader.Read(folder.Bytes("w.cs", whole)), "w.cs", "row 3: found uid 1000 a second time, first in row 1");
    }

    [Theory]
    [InlineData("alignments3D_multi", "the poses are under alignments3D_multi, one for each class", "particles_class_K.cs")]
    [InlineData("alignments2D", "only alignments2D, of a 2D classification", "refine the particles in 3D")]
    [InlineData("alignments_helix", "the poses are under another prefix, alignments_helix", "non-uniform")]
    public void Poses_under_another_prefix_are_named(string prefix, params string[] says)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = new Reading.TestDataset(2).Text("blob/path", "s.mrcs").Whole("blob/idx", i => i).Add("blob/psize_A", _ => [2]).Ctf().Poses(prefix).Bytes();
        Refusal.Says(() => ParticleTableReader.Read(folder.Bytes("p.cs", bytes)), "p.cs", ["no column alignments3D/pose, alignments3D/shift", .. says]);
    }

    [Fact]
    public void Rows_of_no_positive_alpha_are_left_out_and_named_with_or_without_a_selection()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        string path = folder.Bytes("p.cs", CsDat(true, alpha: [0.5f, 0, 2, -1]));
        ParticleTable table = ParticleTableReader.Read(path);
        SelectedRows.Of(table).ShouldBe([0, 2]);
        (table[0].CtfScale, table[1].CtfScale, table[1].SourceRow).ShouldBe((0.5, 2, 2));
        table.Selection!.ShouldSatisfyAllConditions(s => s.Rows.ShouldBe(4), s => s.Selected.ShouldBe(2));
        table.Selection!.LeftOut.Single().Sentence.ShouldBe("2 particles of alpha ≤ 0, which cryoSPARC rejected, are left out: rows 2, 4");
        ParticleTable selected = ParticleTableReader.Read(path, new ParticleReadOptions { Selection = ParticleSelection.Parse("row < 2") });
        SelectedRows.Of(selected).ShouldBe([0]);
        selected.Selection!.LeftOut.Single().FirstRows.ShouldBe([1]);
        Refusal.Says(() => ParticleTableReader.Read(folder.Bytes("q.cs", CsDat(true, alpha: [0, 0, 0, 0]))), "q.cs", "no particle that can be used", "4 particles of alpha ≤ 0", "rows 1, 2, 3, 4");
    }

    [Theory]
    [InlineData("ctf/df1_A > 10001", 2, 3)]
    [InlineData("alignments3D/split == 1 && uid != 1001", 3)]
    [InlineData("blob/path ~ '^>s' && ctf/exp_group_id < 1", 0, 1)]
    [InlineData("blob/shape[1] == 4 && row == 2", 2)]
    public void An_expression_selects_rows_of_a_dataset_by_any_of_its_columns(string expression, params int[] rows)
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        ParticleTable table = ParticleTableReader.Read(folder.Bytes("p.cs", CsDat(true)), new ParticleReadOptions { Selection = ParticleSelection.Parse(expression) });
        SelectedRows.Of(table).ShouldBe(rows);
        table[0].DefocusUAngstrom.ShouldBe(10000 + rows[0]);
    }

    [Fact]
    public void Another_dataset_selects_by_uid_and_a_star_file_by_image()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        string path = folder.Bytes("p.cs", CsDat(true));
        ParticleTable Read(string selection) => ParticleTableReader.Read(path, new ParticleReadOptions { Selection = ParticleSelection.Parse(selection) });
        byte[] others = CsDat(false);
        others[others.AsSpan().IndexOf(BitConverter.GetBytes(1002UL))] = 0;
        ParticleTable table = Read(folder.Bytes("others.cs", others));
        SelectedRows.Of(table).ShouldBe([0, 1, 3]);
        table.Selection!.NotFound.ShouldBe(1);
        SelectedRows.Of(Read(folder.Text("some.star", "data_\nloop_\n_rlnImageName\n_x\n3@s.mrcs 1\n1@s.mrcs 1\n"))).ShouldBe([0, 2]);
        Refusal.Says(() => Read("blob/shape == 4"), "blob/shape == 4", "character 1", "'blob/shape[0]' to 'blob/shape[1]'");
        Refusal.Says(() => Read("blob/shape[2] == 4"), "character 12", "from 0 to 1");
        Refusal.Says(() => Read("blob/path == 4"), "character 14: found '4'", "a text");
        Refusal.Says(() => Read("ctf/df3_A == 4"), "no column 'ctf/df3_A'", "'ctf/df1_A'");
    }

    [Fact]
    public void Every_truncation_of_a_dataset_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] stream = CsDat(true), array = File.ReadAllBytes(SharedData.Require("awkward/cs/cryospax_3rows.cs"));
        foreach (byte[] whole in new[] { stream, array })
        {
            int heap = whole == stream ? 9 : 0;
            for (int length = 0; length < whole.Length - heap; length += Math.Max(1, whole.Length / 150))
            {
                Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", whole[..length])), "a.cs");
            }
        }
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", CsDat(true, compression: "snap"))), "a.cs", "'snap'");
        Refusal.Says(() => CsFile.Read(folder.Bytes("a.cs", Encoding.ASCII.GetBytes("uid,blob/path\n1,a\n"))), "a.cs", "cryoSPARC dataset");
    }
}
