using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Tests.Results;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>A model of particles that only turn: nothing moves in it, whatever its flow is.</summary>
public class InternalFlowTests
{
    private static readonly FlexModel s_turns = PlantedModel.Create(
        [(PlantedModel.Field((x, y, z) => PlantedModel.Turn(x + 1, y, z, 6)), PlantedModel.Field((x, y, z) => PlantedModel.Turn(x, y - 2, z, -6)))],
        [.. Enumerable.Range(0, 300).Select(i => i % 3 - 1f)]);

    private static readonly RigidPart s_rigid = RigidPart.Of(s_turns, PlantedModel.Density);
    private static readonly PrincipalMotion s_shape = ModelMotion.Of(s_turns, PlantedModel.Density, new InternalFlow(s_turns, s_rigid));

    [Fact]
    public void A_model_that_only_turns_the_molecule_moves_nothing()
    {
        PrincipalMotion whole = ModelMotion.Of(s_turns, PlantedModel.Density, new FlowField(s_turns));
        whole.Components[0].TravelAngstrom.ShouldBeGreaterThan(5);
        s_shape.Components[0].TravelAngstrom.ShouldBeLessThan(0.01);
        s_shape.RmsAngstrom.ShouldBeLessThan(0.001);
        FlowHealth.Of(s_turns, [.. Enumerable.Repeat(1f, s_turns.Mesh.CellCount)], 30).SmallestDeterminant.ShouldBe(1, 1e-4);
    }

    [Fact]
    public void The_summary_says_that_nothing_moves_and_that_poses_were_corrected()
    {
        double poses = PoseSpread.RmsAngstrom(s_turns, PlantedModel.Density, s_rigid, 300);
        poses.ShouldBe(ModelMotion.Of(s_turns, PlantedModel.Density, new FlowField(s_turns)).RmsAngstrom, 0.01);
        MotionReportInput input = SampleReport.Supported(s_shape) with { PoseRmsAngstrom = poses };
        var summary = new MotionSummary(input);
        summary.Supported.ShouldBeFalse();
        summary.Verdict().ShouldContain("hardly moves (0.00 Å)");
        summary.Verdict().ShouldContain("a correction of their poses");
        summary.Text().ShouldContain($"shifts the molecule as a whole, by {poses:0.0} Å (RMS)");
        new MotionSummary(input with { PoseRmsAngstrom = 0.2 }).Text().ShouldNotContain("as a whole");
    }

    [Theory]
    [InlineData(0.9, 4, "The molecule moves")]
    [InlineData(1.1, 4, "The molecule may move")]
    [InlineData(2.9, 24, "The molecule moves")]
    [InlineData(3.1, 24, "The molecule may move")]
    public void A_gain_that_may_be_that_of_poses_is_no_evidence_of_motion(double share, double gain, string said)
    {
        MotionReportInput sample = SampleReport.Supported(), input = sample with { HeldOut = sample.HeldOut with { Motion = new(gain, 0.5) } };
        var summary = new MotionSummary(input with { PoseRmsAngstrom = share * input.Motion.RmsAngstrom });
        summary.Verdict().ShouldStartWith(said);
        summary.Text().ShouldContain("this corrects poses, and is no motion");
    }

    [Fact]
    public void Maps_stay_in_place_where_only_the_pose_changes()
    {
        DensityMap rest = Map(new FlowField(s_turns), 0), turned = Map(new FlowField(s_turns), 1), kept = Map(new InternalFlow(s_turns, s_rigid), 1);
        double largest = rest.Values.Max();
        Enumerable.Range(0, rest.Values.Length).Max(i => Math.Abs(turned.Values[i] - rest.Values[i])).ShouldBeGreaterThan((float)(0.2 * largest));
        Enumerable.Range(0, rest.Values.Length).Max(i => Math.Abs(kept.Values[i] - rest.Values[i])).ShouldBeLessThan((float)(0.001 * largest));

        static DensityMap Map(IFlow flow, float z) => new ConformationMaps(s_turns, flow, PlantedModel.Mask, PlantedModel.Mask, 2).At([z]);
    }

    [Fact]
    public void Where_a_turn_of_the_whole_is_motion_it_stays_in_the_flow_and_corrects_no_pose()
    {
        FlexModel region = s_turns with { WholeMoves = true };
        float[] whole = new float[3 * PlantedModel.Mesh.VertexCount], shown = new float[whole.Length];
        new FlowField(region).Flows([1f], 1, whole);
        var rigid = RigidPart.Of(region, PlantedModel.Density);
        new InternalFlow(region, rigid).Flows([1f], 1, shown);
        shown.ShouldBe(whole);
        shown.ShouldContain(value => Math.Abs(value) > 1);
        PoseSpread.RmsAngstrom(region, PlantedModel.Density, rigid).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void A_motion_that_the_data_do_not_support_stays_zero()
    {
        FlexModel still = s_turns with { MotionSupported = false };
        float[] flow = new float[3 * PlantedModel.Mesh.VertexCount];
        Array.Fill(flow, 1f);
        var rigid = RigidPart.Of(still, PlantedModel.Density);
        new InternalFlow(still, rigid).Flows([1f], 1, flow);
        flow.ShouldAllBe(value => value == 0);
        PoseSpread.RmsAngstrom(still, PlantedModel.Density, rigid).ShouldBe(0);
    }
}
