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

    [Fact]
    public void The_median_latent_is_near_the_coordinate_wise_median_and_where_particles_are()
    {
        FlexModel model = SampleModel.Create() with { Latents = [1, -9, 2, 3, 100, 4], Scale = [1, 1, 1] };
        new FlowField(model).MedianLatent().ShouldBe([2f, 3f]);
        FlexModel none = model with { Latents = [], Scale = [] };
        new FlowField(none).MedianLatent().ShouldBe([0f, 0f]);

        // Particles on a half circle: the coordinate-wise median lies off it.
        float[] arc = [.. Enumerable.Range(0, 2001).SelectMany(i => new[] { MathF.Cos(MathF.PI * i / 2000), MathF.Sin(MathF.PI * i / 2000) })];
        float[] median = new FlowField(model with { Latents = arc, Scale = new float[2001] }).MedianLatent();
        median[0].ShouldBe(0f, 0.02f);
        median[1].ShouldBe(1f, 0.02f);
    }
}
