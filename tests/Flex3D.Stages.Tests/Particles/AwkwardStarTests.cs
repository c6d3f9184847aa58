using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Particles;

/// <summary>Every file of data/awkward/star as a table of particles: what it holds, or the sentence that refuses it.</summary>
public class AwkwardStarTests
{
    /// <summary>The stacks are not there, so one that is stands in for them.</summary>
    private static readonly ParticleReadOptions s_standIn = new() { StackOverride = typeof(AwkwardStarTests).Assembly.Location };

    private static string Awkward(string name) => SharedData.Require("awkward/star/" + name);

    [Fact]
    public void No_file_of_the_folder_is_left_out() => Directory.GetFiles(SharedData.Require("awkward/star")).Length.ShouldBe(20);

    [Theory]
    [InlineData("aspire_incomplete_ctf.star", "no column _rlnVoltage")]
    [InlineData("aspire_model_many_blocks.star", "data_model_general", "without _rlnImageName")]
    [InlineData("cryocat_relion_3.1_comment_in_optics.star", "line 16, data_optics, column _rlnImageDimensionality", "not subtomograms")]
    [InlineData("double_quotes.star", "without _rlnImageName")]
    [InlineData("single_quotes.star", "without _rlnImageName")]
    [InlineData("empty_loop.star", "without _rlnImageName")]
    [InlineData("no_loops.star", "data_block_0, data_block_1 without _rlnImageName")]
    [InlineData("single_line_end_of_multiblock.star", "no column _rlnAngleRot, _rlnAngleTilt, _rlnAnglePsi")]
    [InlineData("esrf_scipion_no_numbers.star", "no column _rlnAngleRot, _rlnAngleTilt, _rlnAnglePsi")]
    [InlineData("image_dir_two_stacks.star", "no column _rlnAngleRot")]
    [InlineData("no_column_numbers_dummy.star", "no column _rlnAngleRot")]
    [InlineData("relion_issue_707_zero_based_index.star", "no column _rlnAngleRot")]
    [InlineData("unpadded_index.star", "no column _rlnAngleRot")]
    public void What_lacks_poses_or_CTF_or_images_is_refused_in_one_sentence(string name, params string[] says)
    {
        string path = Awkward(name); // outside what must throw: it skips where the data are absent
        Refusal.Says(() => ParticleTableReader.Read(path, s_standIn), name, says);
    }

    [Theory]
    [InlineData("s25_cistem", "particles of cisTEM", "export the particles from cisTEM as a RELION STAR file")]
    [InlineData("s16_relion5_tomo_2d", "subtomograms (_rlnTomoSubTomosAre2DStacks)", "does not read subtomograms")]
    public void Particles_of_another_program_or_of_tomograms_are_named(string folder, params string[] says)
    {
        string path = SharedData.Require($"projects/{folder}/particles.star");
        Refusal.Says(() => ParticleTableReader.Read(path, s_standIn), "particles.star", says);
    }

    [Fact]
    public void A_Cs_for_every_particle_makes_a_group_for_every_particle()
    {
        ParticleTable table = ParticleTableReader.Read(Awkward("M_per_particle_Cs.star"), s_standIn);
        table.Count.ShouldBe(10);
        table.Optics[table[0].Optics].SphericalAberrationMillimetre.ShouldBe(4.0126);
        table.Optics[table[1].Optics].SphericalAberrationMillimetre.ShouldBe(4.9287);
        table[6].Optics.ShouldBe(table[5].Optics); // both 3.7545
        table.Optics[0].PixelSizeAngstrom.ShouldBe(3.9, 1e-12);
        table.Optics[0].AmplitudeContrast.ShouldBe(0.07);
        table[0].CtfScale.ShouldBe(0.9659, 1e-6);
        table[0].CtfBFactor.ShouldBe(-136.92, 1e-4);
        (table[0].OriginXAngstrom, table[0].HalfSet, table[1].HalfSet).ShouldBe((0, 1, 2));
        table.HasHalfSets.ShouldBeTrue();
    }

    [Fact]
    public void Optics_after_the_particles_are_found()
    {
        ParticleTable table = ParticleTableReader.Read(Awkward("relion31_optics_after_particles.star"), s_standIn);
        OpticsGroup optics = table.Optics.ShouldHaveSingleItem();
        table[0].DefocusUAngstrom.ShouldBe(13108.082418, 1e-3);
        table[0].OriginYAngstrom.ShouldBe(-0.64686, 1e-6);
        table[0].Slice.ShouldBe(0);
        optics.VoltageKilovolt.ShouldBeInRange(80, 300);
        optics.PixelSizeAngstrom.ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void Six_optics_groups_keep_their_aberrations()
    {
        ParticleTable table = ParticleTableReader.Read(Awkward("relion31_6opticsgroups.star"), s_standIn);
        table.Optics.Count.ShouldBe(6);
        OpticsGroup first = table.Optics.Single(group => group.Number == 1);
        first.Name.ShouldBe("opticsGroup5");
        (first.BeamTiltX, first.BeamTiltY).ShouldBe((0.657334, 0.884982));
        first.OddZernike.ShouldBe([1.70554063513, 1.2131261042, 2.54522458134, 0, 0, 3.56183614819]);
        first.EvenZernike.Count.ShouldBe(9);
        first.Magnification.ShouldBe((1.011472, 0.004231, 0.004560, 1.008858));
        (first.PixelSizeAngstrom, first.Box, first.CtfPremultiplied).ShouldBe((1.25, 196, false));
        table.Optics.Single(group => group.Number == 4).SphericalAberrationMillimetre.ShouldBe(2.6);
    }

    [Fact]
    public void RELION_5_with_an_unpadded_index_is_read()
    {
        ParticleTable table = ParticleTableReader.Read(Awkward("relion5_zernike.star"), s_standIn);
        OpticsGroup optics = table.Optics.ShouldHaveSingleItem();
        (optics.VoltageKilovolt, optics.SphericalAberrationMillimetre, optics.Box).ShouldBe((100, 1.6, 448));
        optics.Magnification.M01.ShouldBe(-7.04404e-04);
        optics.EvenZernike[^1].ShouldBe(-5.07283733403);
        table[0].Slice.ShouldBe(0);
        table[0].DefocusAngleDegrees.ShouldBe(49.059993, 1e-5);
    }

    [Fact]
    public void Origins_in_angstrom_win_over_origins_in_pixels_and_foreign_columns_do_no_harm()
    {
        ParticleTable table = ParticleTableReader.Read(Awkward("level0_and_double_origin.star"), s_standIn);
        (table[0].OriginXAngstrom, table[0].OriginYAngstrom).ShouldBe(((float)-11.69620, (float)-4.61620));
        table.Optics[0].PixelSizeAngstrom.ShouldBe(3.54);
    }

    [Fact]
    public void A_group_without_a_name_and_groups_of_a_hundred_are_read()
    {
        ParticleTable one = ParticleTableReader.Read(Awkward("optics_group_issue.star"), s_standIn);
        (one.Optics[0].Name, one.Optics[0].Box, one.Optics[0].PixelSizeAngstrom, one.Count).ShouldBe(("opticsGroup1", 400, 1.04, 1));
        ParticleTable many = ParticleTableReader.Read(Awkward("cryolike_relion_style.star"), s_standIn);
        many.Count.ShouldBe(106);
        many[3].Slice.ShouldBe(3);
        many[3].DefocusVAngstrom.ShouldBe(6887.357910, 1e-3);
    }

    [Fact]
    public void Projections_of_an_odd_box_have_no_CTF_and_say_so()
    {
        string path = SharedData.Require("awkward/mrc/rln_proj_65_odd_box.star");
        Refusal.Says(() => ParticleTableReader.Read(path, s_standIn), "rln_proj_65_odd_box.star", "_rlnDefocusU");
        Refusal.Says(() => ParticleTableReader.Read(path, s_standIn with { AllowMissingCtf = true }), "rln_proj_65_odd_box.star", "no pixel size");
    }
}
