using Flex3D.Stages.Model;

namespace Flex3D.Stages.Tests.Model;

public class FlowFieldTests
{
    [Fact]
    public void Flows_do_not_depend_on_how_many_are_asked_for_at_once()
    {
        FlexModel model = SampleModel.Create();
        int length = 3 * model.Mesh.VertexCount;
        float[] all = new float[40 * length], one = new float[length];
        var field = new FlowField(model);
        field.Flows(model.Latents, 40, all);
        for (int row = 0; row < 40; row++)
        {
            field.Flows(model.Latents.AsSpan(2 * row, 2), 1, one);
            all.AsSpan(row * length, length).SequenceEqual(one).ShouldBeTrue();
        }
    }

    [Fact]
    public void The_flow_is_zero_at_the_anchor_and_at_vertices_held_still()
    {
        FlexModel model = SampleModel.Create();
        float[] flow = new float[15];
        var field = new FlowField(model);
        field.Flows([.. model.Flow.Anchor], 1, flow);
        flow.ShouldAllBe(value => value == 0);
        field.Flows([1f, 1f], 1, flow);
        flow.Max(Math.Abs).ShouldBeGreaterThan(0.5f);
        (flow[3], flow[8], flow[13]).ShouldBe((0f, 0f, 0f)); // mobility of vertex 3 is 0
    }

    [Fact]
    public void A_motion_that_the_data_do_not_support_is_evaluated_as_none()
    {
        float[] flow = new float[15];
        Array.Fill(flow, 1f);
        new FlowField(SampleModel.Create(motionSupported: false)).Flows([1f, 1f], 1, flow);
        flow.ShouldAllBe(value => value == 0);
    }
}
