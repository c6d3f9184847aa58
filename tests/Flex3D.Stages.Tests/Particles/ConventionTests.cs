using System.Globalization;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Particles;

/// <summary>Poses and shifts of real files against those that another program derived from them.</summary>
public class ConventionTests
{
    private static readonly ParticleReadOptions s_standIn = new() { StackOverride = typeof(ConventionTests).Assembly.Location };

    private static double[][] Expected(string name) => [.. File.ReadLines(SharedData.Require("conventions/" + name)).Skip(1)
        .Select(line => line.Split(',').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];

    private static double[] Flat(Rotation m) => [m.M00, m.M01, m.M02, m.M10, m.M11, m.M12, m.M20, m.M21, m.M22];

    private static void ShouldAgree(ParticleTable table, double[][] expected, double box, double poseTolerance, double shiftTolerance)
    {
        table.Count.ShouldBe(expected.Length);
        for (int i = 0; i < table.Count; i++)
        {
            double[] pose = Flat(table[i].Rotation);
            for (int k = 0; k < 9; k++)
            {
                pose[k].ShouldBe(expected[i][k], poseTolerance, $"particle {i}, element {k}");
            }
            double length = box * table.Optics[table[i].Optics].PixelSizeAngstrom;
            (table[i].OriginXAngstrom / length).ShouldBe(expected[i][9], shiftTolerance);
            (table[i].OriginYAngstrom / length).ShouldBe(expected[i][10], shiftTolerance);
        }
    }

    /// <summary>The expected values are printed with nine digits; shifts are kept as float32.</summary>
    [Fact]
    public void RELION_3_0_poses_and_shifts_in_pixels()
    {
        string path = SharedData.Require("conventions/relion30_PfCRT.star");
        Refusal.Says(() => ParticleTableReader.Read(path, s_standIn), "relion30_PfCRT.star", "no column _rlnAmplitudeContrast");
        ParticleTable table = ParticleTableReader.Read(path, s_standIn with { AmplitudeContrast = 0.1 });
        ShouldAgree(table, Expected("relion30_PfCRT.expected_pose.csv"), 300, 6e-10, 1e-9);
        table.Optics[0].PixelSizeAngstrom.ShouldBe(1.035, 1e-12);
    }

    [Fact]
    public void CryoSPARC_poses_and_shifts()
    {
        ParticleTable table = ParticleTableReader.Read(SharedData.Require("conventions/cryosparc_P12_J24_001_particles.cs"), s_standIn);
        table.Count.ShouldBe(2019);
        ShouldAgree(table, Expected("cryosparc_P12_J24_001_particles.expected_pose.csv"), table.Optics[0].Box, 6e-7, 4e-8); // the expected matrices were made in float32
        table.HasHalfSets.ShouldBeTrue();
        table[0].DefocusUAngstrom.ShouldBeInRange(1000, 60000);
    }

    [Theory]
    [InlineData("rln_proj_64_centered", 0, 0), InlineData("rln_proj_64_shifted", 6, 10)]
    public void RELION_projections_without_CTF_count_as_uncorrupted_and_are_found_beside_their_table(string name, double x, double y)
    {
        string path = SharedData.Require($"conventions/{name}.star");
        Refusal.Says(() => ParticleTableReader.Read(path), name, "_rlnDefocusU", "_rlnAmplitudeContrast");
        ParticleTable table = ParticleTableReader.Read(path, new ParticleReadOptions { AllowMissingCtf = true });
        table.Stacks.ShouldBe([Path.ChangeExtension(path, ".mrcs")]);
        (table[0].OriginXAngstrom, table[0].OriginYAngstrom, table[3].Slice).ShouldBe((x, y, 3));
        (table.Optics[0].AmplitudeContrast, table.Optics[0].SphericalAberrationMillimetre, table[0].DefocusUAngstrom).ShouldBe((1, 0, 0));
    }

    [Fact]
    public void The_wrong_stack_of_trpv1_can_be_named_by_hand()
    {
        string path = SharedData.Require("trpv1/trpv1_small_stack.star"), stack = SharedData.Require("trpv1/trpv1_small_stack.mrcs");
        Refusal.Says(() => ParticleTableReader.Read(path), "trpv1_small_stack.star", "batch_0_restacked.mrc", $"'{Path.GetDirectoryName(path)}'", "line 32");
        ParticleTable table = ParticleTableReader.Read(path, new ParticleReadOptions { StackOverride = stack });
        (table.Count, table.Stacks.Single(), table.Optics.Single().Number).ShouldBe((10, stack, 7));
    }

    [Fact]
    public void Igg1d_and_empiar10499_are_read_whole()
    {
        ParticleTable igg = ParticleTableReader.Read(SharedData.Require("igg1d/particles.star"));
        (igg.Count, igg.Stacks.Count, igg.HasHalfSets).ShouldBe((5000, 4, true));
        (igg[4999].Stack, igg[4999].Slice).ShouldBe((3, 1249));
        ParticleTable ribosome = ParticleTableReader.Read(SharedData.Require("empiar10499/particles.star"));
        (ribosome.Count, ribosome.Optics.Single().CtfPremultiplied, ribosome.HasHalfSets).ShouldBe((710, true, false));
        ribosome[1].CtfScale.ShouldBe(0.743, 1e-6);
    }
}
