using System.Text;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles.Export;

namespace Flex3D.Stages.Tests.Particles.Export;

public class CryoSparcResultsTests
{
    private const string Descr = "('blob/idx', '<u4'), ('uid', '<u8'), ('ctf/df1_A', '<f4'), ('components_mode_0/component', '<u4'), ('components_mode_0/value', '<f4'), "
        + "('components_mode_1/component', '<u4'), ('components_mode_1/value', '<f4'), ('alignments3D/pose', '<f4', (3,))";

    /// <summary>A dataset of three particles, written by NumPy's format and not by the code under test.</summary>
    private static string Dataset(TemporaryFolder folder, string descr = Descr)
    {
        string literal = $"{{'descr': [{descr}], 'fortran_order': False, 'shape': (3,), }}";
        literal = literal.PadRight((literal.Length + 10) / 64 * 64 + 64 - 10 - 1) + "\n";
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]);
        writer.Write((ushort)literal.Length);
        writer.Write(Encoding.ASCII.GetBytes(literal));
        for (uint row = 0; row < 3; row++)
        {
            writer.Write(row);
            writer.Write(0x1122334455660000ul + row);
            writer.Write(15000f + row);
            writer.Write(0u);
            writer.Write(0.5f + row);
            writer.Write(1u);
            writer.Write(-0.5f - row);
            writer.Write(1f);
            writer.Write(2f);
            writer.Write(3f);
        }
        return folder.Bytes("J1_particles.cs", bytes.ToArray());
    }

    [Fact]
    public void The_latents_stand_behind_the_uid_as_pairs_of_component_and_value()
    {
        using var folder = new TemporaryFolder();
        CryoSparcResults.WriteLatents(folder["J1_latents_particles.cs"], Dataset(folder));
        byte[] file = File.ReadAllBytes(folder["J1_latents_particles.cs"]);
        int header = 10 + file[8] + 256 * file[9];
        Encoding.ASCII.GetString(file, 10, header - 10).ShouldStartWith(
            "{'descr': [('uid', '<u8'), ('components_mode_0/component', '<u4'), ('components_mode_0/value', '<f4'), ('components_mode_1/component', '<u4'), ('components_mode_1/value', '<f4')]");
        file.Length.ShouldBe(header + 3 * 24);
        for (int row = 0; row < 3; row++)
        {
            int at = header + 24 * row;
            BitConverter.ToUInt64(file, at).ShouldBe(0x1122334455660000ul + (ulong)row);
            (BitConverter.ToUInt32(file, at + 8), BitConverter.ToSingle(file, at + 12)).ShouldBe((0u, 0.5f + row));
            (BitConverter.ToUInt32(file, at + 16), BitConverter.ToSingle(file, at + 20)).ShouldBe((1u, -0.5f - row));
        }
        CsFile.Read(folder["J1_latents_particles.cs"]).Count.ShouldBe(3);
    }

    [Fact]
    public void A_dataset_without_latents_or_uid_is_refused()
    {
        using var folder = new TemporaryFolder();
        string plain = Dataset(folder, "('uid', '<u8'), ('ctf/df1_A', '<f4')");
        Should.Throw<InputException>(() => CryoSparcResults.WriteLatents(folder["out.cs"], plain)).Message.ShouldContain("no column 'components_mode_0/value'");
        string nameless = Dataset(folder, "('components_mode_0/component', '<u4'), ('components_mode_0/value', '<f4')");
        Should.Throw<InputException>(() => CryoSparcResults.WriteLatents(folder["out.cs"], nameless)).Message.ShouldContain("no column 'uid'");
        File.Exists(folder["out.cs"]).ShouldBeFalse();
    }
}
