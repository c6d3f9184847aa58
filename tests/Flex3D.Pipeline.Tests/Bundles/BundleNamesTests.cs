using Flex3D.Pipeline.Bundles;
using Flex3D.Stages.Model;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Tests.Bundles;

public sealed class BundleNamesTests
{
    [Fact]
    public void A_style_names_no_two_files_alike_and_always_has_the_map_both_half_maps_and_the_mask()
    {
        foreach (NameStyle style in Enum.GetValues<NameStyle>())
        {
            IReadOnlyList<(BundleItem Item, string Name, string What)> files = BundleNames.Of(style, "J7");
            files.Select(file => file.Name).ShouldBeUnique();
            files.Select(file => file.Item).ShouldBeUnique();
            foreach (BundleItem item in new[] { BundleItem.Map, BundleItem.Half1, BundleItem.Half2, BundleItem.Mask })
            {
                files.ShouldContain(file => file.Item == item, $"{style} {item}");
            }
            files.ShouldAllBe(file => file.Name.Contains('.') && !file.Name.Contains('{') && file.What.Length > 3);
        }
    }

    [Theory]
    [InlineData("Relion", "run_half1_class001_unfil.mrc", "run_half2_class001_unfil.mrc", "run_class001.mrc", "run_data.star")]
    [InlineData("CryoSparc", "J7_flex_map.mrc", "J7_flex_map_half_A.mrc", "J7_flex_map_half_B.mrc", "J7_noflex_map.mrc", "J7_particles.cs", "J7_particles.csg")]
    [InlineData("Scipion", "J7_flex_map.mrc", "J7_flex_map_half_A.mrc", "J7_noflex_map_half_B.mrc", "J7_passthrough_particles.cs", "J7_latents_particles.cs")]
    public void The_names_are_those_that_other_programs_look_for(string style, params string[] names) =>
        names.ShouldBeSubsetOf(BundleNames.Of(Enum.Parse<NameStyle>(style), "J7").Select(file => file.Name));

    [Fact]
    public void The_text_says_of_what_the_resolution_is_and_what_the_consensus_is()
    {
        string text = DepositionText.Of(Facts(), [("map.mrc", "primary map")]);
        foreach (string line in new[]
        {
            "map.mrc: primary map", "voxel spacing (Å): 1.25 along x, y and z", "box (voxels): 256 x 256 x 256", "recommended contour level: 0.1235", "number of particle images: 54321",
            "imposed symmetry (point group): C1", "resolution (Å): 3.4", "resolution method: FSC 0.143 CUT-OFF", "canonical map", "moving region: 4.1 Å", "sharpening: B-factor -80 Å²",
            "Flex3D 9.8.7", "/project/run_class001.mrc", "Particles kept out of training support the motion",
        })
        {
            text.ShouldContain(line);
        }
    }

    [Fact]
    public void The_text_does_not_claim_what_was_not_found()
    {
        string text = DepositionText.Of(
            Facts() with { MotionSupported = false, Heterogeneity = Heterogeneity.None, SharpeningB = null, Moving = (null, null), Resolution = new(2.5, FscCrossing.Kinds.BeyondNyquist), RigidResolution = new(double.PositiveInfinity, FscCrossing.Kinds.NotReached) }, []);
        text.ShouldContain("do not support a motion. Maps are made without the flow.");
        text.ShouldContain("L-BFGS, without the flow.");
        text.ShouldContain("sharpening: none");
        text.ShouldContain("region that the flow displaces most: not determined");
        text.ShouldContain("resolution (Å): 2.5 (Nyquist; the curve stays above 0.143)");
        text.ShouldContain("without flow (Å): not determined (the curve does not reach 0.143);");
        text.ShouldNotContain("∞");
    }

    [Theory]
    [InlineData(Heterogeneity.Motion, true, "support the motion")]
    [InlineData(Heterogeneity.Diffuse, true, "no evidence of a motion")]
    [InlineData(Heterogeneity.Undecided, true, "do not tell whether it is a part that moves")]
    [InlineData(Heterogeneity.Undecided, false, "do not tell whether it is a part that moves")]
    [InlineData(Heterogeneity.Composition, false, "differ in composition")]
    [InlineData(Heterogeneity.None, false, "do not support a motion")]
    [InlineData(Heterogeneity.Untested, null, "was not tested")]
    [InlineData(null, true, "does not say whether that is a motion")]
    [InlineData(null, false, "do not support a motion")]
    [InlineData(null, null, "was not tested")]
    public void Motion_is_claimed_only_where_held_out_particles_show_one(Heterogeneity? kind, bool? supported, string said)
    {
        string text = DepositionText.Of(Facts() with { Heterogeneity = kind, MotionSupported = supported }, []);
        text.ShouldContain(said);
        text.Contains("support the motion", StringComparison.Ordinal).ShouldBe(kind == Heterogeneity.Motion);
        text.Contains("moving region", StringComparison.Ordinal).ShouldBe(kind == Heterogeneity.Motion);
        text.Contains("Maps are made without the flow", StringComparison.Ordinal).ShouldBe(supported == false);
        text.Contains("L-BFGS through the flow", StringComparison.Ordinal).ShouldBe(supported != false);
    }

    [Fact]
    public void Half_maps_test_the_flow_only_where_each_has_its_own()
    {
        DepositionText.Of(Facts(), []).ShouldContain("learned from all particles at lower resolution: the FSC tests the map beyond that resolution, not the flow");
        string own = DepositionText.Of(Facts() with { OwnFlows = true }, []);
        own.ShouldContain("learned from its own half-set alone, from one consensus map: the FSC tests the flow, too");
        own.ShouldNotContain("not the flow");
    }

    private static DepositionFacts Facts() => new()
    {
        Name = "A job",
        Version = "9.8.7",
        Box = 256,
        PixelSizeAngstrom = 1.25,
        ContourLevel = 0.12345,
        Particles = 54321,
        HalfSetsOfFile = true,
        Resolution = new(3.44, FscCrossing.Kinds.Crossed),
        RigidResolution = new(3.61, FscCrossing.Kinds.Crossed),
        Moving = (4.12, 5.2),
        SharpeningB = -80,
        Latent = [0.1f, -0.2f],
        MotionSupported = true,
        Heterogeneity = Heterogeneity.Motion,
        Consensus = "/project/run_class001.mrc",
    };
}
