using System.Text;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;

namespace Flex3D.Stages.Tests.Particles.Reading;

public sealed class MicrographNumbersTests
{
    private const string Star = "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n"
        + "_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n";

    [Theory]
    [InlineData(true, "m/a.mrc", "m/b.mrc", "m/a.mrc", "n/a.mrc")]
    [InlineData(false, "m/a.mrc", "None", "m/a.mrc", "n/a.mrc")]
    public void Rows_of_a_STAR_file_are_numbered_by_the_name_of_their_micrograph(bool all, params string[] names)
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", new Formats.MrcBytes(4, 4, 4, 2).Build(new byte[256]));
        string star = folder.Text("a.star", Star + "_rlnMicrographName\n" + string.Concat(names.Select((name, i) => $"{i + 1}@s.mrcs 1 2 3 1e4 1e4 0 300 2.7 0.1 1.5 {name}\n")));
        using ParticleTable memory = ParticleTableReader.Read(star), file = ParticleTableReader.ReadToFile(star, folder["p.bin"]);
        foreach (ParticleTable table in new[] { memory, file })
        {
            table.All().Select(row => row.Micrograph).ShouldBe(all ? [1, 2, 1, 3] : [1, 0, 1, 2]);
            table.HasMicrographs.ShouldBe(all);
        }
    }

    [Fact]
    public void A_table_that_names_no_micrographs_has_none()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", new Formats.MrcBytes(4, 4, 1, 2).Build(new byte[64]));
        using ParticleTable table = ParticleTableReader.ReadToFile(folder.Text("a.star", Star + "1@s.mrcs 1 2 3 1e4 1e4 0 300 2.7 0.1 1.5\n"), folder["p.bin"]);
        (table.HasMicrographs, table[0].Micrograph).ShouldBe((false, 0));
    }

    [Fact]
    public void Rows_of_a_dataset_are_numbered_by_uid_and_without_uids_by_path()
    {
        using var folder = new TemporaryFolder();
        folder.Bytes("s.mrcs", [1]);
        ulong[] uids = [11, 12, 13, 14], of = [7, ulong.MaxValue, ulong.MaxValue - 1, 7]; // the last two differ, though not as doubles
        (string, string, Func<int, byte[]>) paths = ("location/micrograph_path", "|S2", i => Encoding.ASCII.GetBytes(i < 2 ? "ma" : "mb"));
        Numbers(SmallDataset.Of(uids, paths, ("location/micrograph_uid", "<u8", i => BitConverter.GetBytes(of[i])))).ShouldBe([1, 2, 3, 1]);
        Numbers(SmallDataset.Of(uids, paths)).ShouldBe([1, 1, 2, 2]);
        Numbers(SmallDataset.Of(uids, paths, ("location/micrograph_uid", "<u8", _ => new byte[8]))).ShouldBe([1, 1, 2, 2]);
        Numbers(SmallDataset.Of(uids)).ShouldBe([0, 0, 0, 0]);

        int[] Numbers(byte[] dataset)
        {
            using ParticleTable table = ParticleTableReader.Read(folder.Bytes("p.cs", dataset));
            return [.. table.All().Select(row => row.Micrograph)];
        }
    }

    [Fact]
    public void Numbers_are_given_out_again_where_they_run_out()
    {
        var numbers = new MicrographNumbers();
        for (int i = 0; i < 65_535; i++)
        {
            numbers.Of((ulong)i + 1).ShouldBe(i + 1);
        }
        (numbers.Of(70_000), numbers.Of(70_001), numbers.Of(70_000), numbers.Of(1)).ShouldBe((1, 2, 1, 1));
    }
}
