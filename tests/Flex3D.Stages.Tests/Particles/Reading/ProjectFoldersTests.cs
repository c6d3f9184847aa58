using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Particles.Reading;

/// <summary>Every folder of data/projects with a particle table: what is read, compared with the same particles in a plain table, or the sentence that refuses it.</summary>
public class ProjectFoldersTests
{
    private static string In(string path) => SharedData.Require("projects/" + path);

    private static ParticleTable Read(string path, params string[] passthrough) => ParticleTableReader.Read(In(path), new ParticleReadOptions
    {
        DataDirectory = In("common"),
        StackOverride = In("common/stack.mrcs"),
        Passthrough = [.. passthrough.Select(In)],
    });

    [Fact]
    public void No_folder_is_left_out() =>
        Directory.GetDirectories(In("")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
        [
            "c00_baseline", "c01_real_aberrations", "c01b_shift_A_only", "c02_alpha_zero_negative", "c05_passthrough_shuffled_fewer", "c06_job_folder",
            "c12_alignments3D_multi_only", "c17_one_split", "common", "d0_once", "d1_four_times", "d2_symexp_rot90", "empiar11377_specter", "m16_mask_8bit_hard_0_255",
            "m18_map_box_differs", "relion_jobs", "s00_baseline", "s02_all_subset_1", "s05_two_boxes", "s11b_header_px_half", "s12c_semicolon", "s16_relion5_tomo_2d",
            "s20_other_machine_mrc", "s25_cistem", "s27_all_zero_angles", "s28_defocus_um_sign",
        ]);

    [Theory]
    [InlineData("c00_baseline/particles.cs")]
    [InlineData("c02_alpha_zero_negative/particles.cs")]
    [InlineData("c05_passthrough_shuffled_fewer/particles.cs", "c05_passthrough_shuffled_fewer/passthrough_particles.cs")]
    [InlineData("c06_job_folder/CS-proj/J42/J42_004_particles.cs", "c06_job_folder/CS-proj/J42/J42_passthrough_particles.cs")]
    [InlineData("c17_one_split/particles.cs")]
    [InlineData("s02_all_subset_1/particles.star")]
    [InlineData("s11b_header_px_half/particles.star")]
    [InlineData("s12c_semicolon/particles.star")]
    [InlineData("s20_other_machine_mrc/particles.star")]
    [InlineData("m16_mask_8bit_hard_0_255/particles.star")]
    [InlineData("m18_map_box_differs/particles.star")]
    public void Every_right_reading_gives_the_particles_of_the_plain_table(string path, params string[] passthrough)
    {
        ParticleTable plain = Read("s00_baseline/particles.star"), table = Read(path, passthrough);
        plain.Count.ShouldBe(64);
        table.Count.ShouldBe(64 - (table.Selection?.LeftOut.Sum(reason => reason.Count) ?? 0));
        table.Stacks.ShouldBe([In("common/stack.mrcs")]);
        for (int i = 0; i < table.Count; i++)
        {
            Particle particle = table[i], expected = plain[table[i].SourceRow];
            particle.Slice.ShouldBe(expected.Slice);
            particle.OriginXAngstrom.ShouldBe(expected.OriginXAngstrom, 1e-3);
            particle.OriginYAngstrom.ShouldBe(expected.OriginYAngstrom, 1e-3);
            particle.DefocusUAngstrom.ShouldBe(expected.DefocusUAngstrom, 0.01);
            particle.DefocusVAngstrom.ShouldBe(expected.DefocusVAngstrom, 0.01);
            Math.IEEERemainder(particle.DefocusAngleDegrees - expected.DefocusAngleDegrees, 180).ShouldBe(0, 0.01);
            (particle.Rotation.M00, particle.Rotation.M12, particle.Rotation.M21).ShouldSatisfyAllConditions(
                m => m.M00.ShouldBe(expected.Rotation.M00, 1e-5), m => m.M12.ShouldBe(expected.Rotation.M12, 1e-5), m => m.M21.ShouldBe(expected.Rotation.M21, 1e-5));
            OpticsGroup group = table.Optics[particle.Optics];
            (group.VoltageKilovolt, group.PixelSizeAngstrom, Math.Round(group.AmplitudeContrast, 6)).ShouldBe((300, 4, 0.1));
        }
    }

    [Fact]
    public void Rejected_particles_and_those_that_the_passthrough_file_lacks_are_counted()
    {
        ParticleTable rejected = Read("c02_alpha_zero_negative/particles.cs"), fewer = Read("c05_passthrough_shuffled_fewer/particles.cs", "c05_passthrough_shuffled_fewer/passthrough_particles.cs");
        rejected.Selection!.LeftOut.Single().ShouldSatisfyAllConditions(reason => reason.Count.ShouldBe(24), reason => reason.Reason.ShouldContain("alpha ≤ 0"), reason => reason.FirstRows.Count.ShouldBe(10));
        (rejected.Selection!.Rows, rejected.Selection.Selected, rejected.Count).ShouldBe((64, 40, 40));
        Enumerable.Range(0, 40).All(i => rejected[i].CtfScale > 0).ShouldBeTrue();
        fewer.Selection!.LeftOut.Single().Sentence.ShouldBe("4 particles absent from the passthrough file 'passthrough_particles.cs' are left out: rows 2, 9, 36, 37");
        Refusal.Says(() => Read("c05_passthrough_shuffled_fewer/particles.cs", "c05_passthrough_shuffled_fewer/extra_rows.cs"), "extra_rows.cs", "a second time, first in row");
        Refusal.Says(() => Read("c05_passthrough_shuffled_fewer/particles.cs", "empiar11377_specter/empiar-11377-passthrough-5particles.cs"), "5particles.cs", "none of the 64 particles", "another job's");
    }

    [Fact]
    public void Aberrations_of_a_real_run_are_applied()
    {
        ParticleTable all = Read("c01_real_aberrations/particles.cs"), shifted = Read("c01b_shift_A_only/particles.cs"), plain = Read("c00_baseline/particles.cs");
        OpticsGroup group = all.Optics.ShouldHaveSingleItem();
        (group.BeamTiltX, group.OddZernike.Count, group.EvenZernike.Count).ShouldBe((-1e3 * 2941.10009765625 / 2.700000047683716e7, 6, 0));
        group.Magnification.M11.ShouldBe(1.0013, 1e-6);
        shifted.Optics.ShouldHaveSingleItem().ShouldSatisfyAllConditions(g => g.BeamTiltY.ShouldBe(0), g => g.OddZernike.ShouldBeEmpty());
        foreach (ParticleTable table in new[] { all, shifted })
        {
            table[9].OriginXAngstrom.ShouldBe(plain[9].OriginXAngstrom - 0.07, 1e-5);
            table[9].OriginYAngstrom.ShouldBe(plain[9].OriginYAngstrom - 0.22, 1e-5);
        }
    }

    [Theory]
    [InlineData("c00_baseline/particles.cs", GivenHalfSets.Both)]
    [InlineData("c17_one_split/particles.cs", GivenHalfSets.OneEmpty)]
    [InlineData("s02_all_subset_1/particles.star", GivenHalfSets.OneEmpty)]
    public void A_half_set_that_is_empty_is_noticed(string path, GivenHalfSets given)
    {
        ParticleTable table = Read(path);
        (table.HalfSets, table.HasHalfSets).ShouldBe((given, given == GivenHalfSets.Both));
        if (given == GivenHalfSets.OneEmpty)
        {
            Refusal.Says(table.RequireHalfSets, Path.GetFileName(path), "every particle in half-set 1", "reconstruct.halfSets");
        }
    }

    [Theory]
    [InlineData("c12_alignments3D_multi_only/particles.cs", "the poses are under alignments3D_multi")]
    [InlineData("s16_relion5_tomo_2d/particles.star", "subtomograms")]
    [InlineData("s25_cistem/particles.star", "particles of cisTEM")]
    [InlineData("empiar11377_specter/empiar-11377-passthrough-5particles.cs", "no column blob/path, blob/idx, blob/psize_A", "inputs.passthrough")]
    public void What_cannot_be_read_is_refused_in_a_sentence(string path, params string[] says)
    {
        string full = In(path); // outside what must throw: it skips where the data are absent
        Refusal.Says(() => ParticleTableReader.Read(full), Path.GetFileName(path), says);
    }

    [Theory]
    [InlineData("d0_once", 150), InlineData("d1_four_times", 600), InlineData("d2_symexp_rot90", 600), InlineData("s05_two_boxes", 96), InlineData("s27_all_zero_angles", 64), InlineData("s28_defocus_um_sign", 64)]
    public void Tables_that_are_questioned_later_have_all_their_rows(string folder, int rows) => (Read($"{folder}/particles.star") is { Selection: null } table ? table.Count : 0).ShouldBe(rows);
}
