using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Particles.State;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Particles;

public class ParticleFileTests
{
    private const string Head = "data_particles\nloop_\n_rlnImageName\n_rlnAngleRot\n_rlnAngleTilt\n_rlnAnglePsi\n_rlnOriginX\n_rlnDefocusU\n_rlnDefocusV\n_rlnDefocusAngle\n" +
        "_rlnVoltage\n_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnImagePixelSize\n_rlnRandomSubset\n";

    [Fact]
    public void A_table_in_a_file_says_the_same_as_one_in_memory()
    {
        using var folder = new TemporaryFolder();
        string star = Star(folder, 20);
        ParticleTable memory = ParticleTableReader.Read(star);
        using ParticleTable file = ParticleTableReader.ReadToFile(star, folder["particles.bin"]);
        file.Count.ShouldBe(20);
        Enumerable.Range(0, 20).Select(p => file[p]).ShouldBe(Enumerable.Range(0, 20).Select(p => memory[p]));
        int[] some = [5, 6, 7, 19, 2, 1, 3, 4];
        Particle[] read = new Particle[8];
        file.Read(some, read);
        read.ShouldBe(some.Select(p => memory[p]));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read([18, 19, 20], read));
        file.Stacks.ShouldBe(memory.Stacks);
        file.SourcePath.ShouldBe(star);
        (file.HasHalfSets, memory.HasHalfSets).ShouldBe((true, true));
        file.Optics.Count.ShouldBe(2, "two voltages");
        file.Optics.ShouldBe(memory.Optics.Select((group, g) => group with { OddZernike = file.Optics[g].OddZernike, EvenZernike = file.Optics[g].EvenZernike }));
        Should.Throw<ArgumentOutOfRangeException>(() => file[20]);
        Should.Throw<ArgumentOutOfRangeException>(() => file[-1]);
    }

    [Fact]
    public void Reading_and_writing_a_row_leaves_nothing_for_the_collector()
    {
        using var folder = new TemporaryFolder();
        string few = Star(folder, 2000), many = folder.Text("b.star", File.ReadAllText(few) + string.Concat(Enumerable.Repeat(File.ReadLines(few).Last() + "\n", 3000)));
        Allocated(few); // what is made once
        double each = (Allocated(many) - Allocated(few)) / 3000.0;
        each.ShouldBeLessThan(8, "bytes a row");

        long Allocated(string star)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using ParticleTable table = ParticleTableReader.ReadToFile(star, folder["rows.bin"]);
            using var particles = new ParticleState(table.Count, ParticleColumns.OfRun(3), folder["particles.swap"], mostInMemory: 0);
            ParticleExport.WriteCsv(folder["out.csv"], particles);
            ParticleExport.WriteTable(star, folder["out.star"], particles);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Aberrations_and_magnification_come_back()
    {
        using var folder = new TemporaryFolder();
        OpticsGroup group = SmallWorld.Optics() with { OddZernike = [0.1, -2.5e-9], EvenZernike = [7], Magnification = (1.01, 0.02, -0.03, 0.99), BeamTiltX = 0.3, CtfPremultiplied = true };
        ParticleFile.Write(folder["p"], "s.star", ["/a.mrcs"], [group], []);
        using ParticleTable table = ParticleFile.Open(folder["p"]);
        table.Count.ShouldBe(0);
        table.Optics[0].OddZernike.ShouldBe(group.OddZernike);
        table.Optics[0].EvenZernike.ShouldBe(group.EvenZernike);
        table.Optics[0].Magnification.ShouldBe(group.Magnification);
        (table.Optics[0].BeamTiltX, table.Optics[0].CtfPremultiplied, table.Optics[0].VoltageKilovolt).ShouldBe((0.3, true, group.VoltageKilovolt));
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_found_out()
    {
        using var folder = new TemporaryFolder();
        ParticleTableReader.ReadToFile(Star(folder, 5), folder["whole"]).Dispose();
        byte[] whole = File.ReadAllBytes(folder["whole"]);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << (at % 8));
            Refused(flipped);
        }
        for (int length = 0; length < whole.Length; length += 7)
        {
            Refused(whole[..length]);
        }

        void Refused(byte[] bytes) => Should.Throw<InputException>(() => ParticleFile.Open(folder.Bytes("damaged", bytes))).Message.ShouldContain("prepare the particles again");
    }

    [Fact]
    public void A_bad_row_in_the_middle_leaves_no_file_behind()
    {
        using var folder = new TemporaryFolder();
        string star = Star(folder, 5);
        File.AppendAllText(star, "1@s.mrcs 1 2 x 0 1e4 1e4 0 300 2.7 0.1 1 1\n");
        Should.Throw<InputException>(() => ParticleTableReader.ReadToFile(star, folder["out/particles.bin"])).Message.ShouldContain("line 21");
        Directory.GetFiles(folder["out"]).ShouldBeEmpty();
    }

    private static string Star(TemporaryFolder folder, int rows)
    {
        folder.Bytes("s.mrcs", new Formats.MrcBytes(4, 4, rows, 2).Build(new byte[64 * rows]));
        return folder.Text("a.star", Head + string.Concat(Enumerable.Range(1, rows).Select(i =>
            FormattableString.Invariant($"{i}@s.mrcs {i * 17 % 360} {i * 31 % 180} {i * 7} {i * 0.25} {10000 + i} {9000 + i} {i} {(i % 3 == 0 ? 200 : 300)} 2.7 0.1 1.5 {1 + i % 2}\n"))));
    }
}
