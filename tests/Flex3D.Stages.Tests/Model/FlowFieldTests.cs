using Flex3D.Stages.Model;

namespace Flex3D.Tests.Model;

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
    public void The_median_latent_is_that_of_the_particle_nearest_to_the_coordinate_wise_median()
    {
        // Medians 2 and 3, which is no particle: (1, 3) lies nearest, whatever the outliers do.
        FlexModel model = SampleModel.Create() with { Latents = [1, 3, 2, -9, 100, 4], Scale = [1, 1, 1] };
        new FlowField(model).MedianLatent().ShouldBe([1f, 3f]);
        FlexModel tie = model with { Latents = [1, -9, 2, 3], Scale = [1, 1] };
        new FlowField(tie).MedianLatent().ShouldBe([1f, -9f], "of equally near particles the first is taken");
        FlexModel none = model with { Latents = [], Scale = [] };
        new FlowField(none).MedianLatent().ShouldBe([0f, 0f]);
    }

    [Fact]
    public void Of_many_particles_the_one_percent_nearest_to_the_median_is_averaged()
    {
        const int Count = 200;
        float[] latents = new float[2 * Count];
        for (int p = 0; p < Count; p++)
        {
            // A parabola over −1 to 1: its coordinate-wise median (0, 0.25) lies off the curve.
            double x = -1 + 2.0 * p / (Count - 1);
            (latents[2 * p], latents[2 * p + 1]) = ((float)x, (float)(x * x));
        }
        double[] median = [0, Enumerable.Range(0, Count).Select(p => (double)latents[2 * p + 1]).Order().Skip(Count / 2 - 1).Take(2).Average()];
        float[][] nearest =
        [
            .. Enumerable.Range(0, Count).Select(p => latents[(2 * p)..(2 * p + 2)])
                .OrderBy(z => Math.Pow(z[0] - median[0], 2) + Math.Pow(z[1] - median[1], 2)).Take(2),
        ];
        float[] found = new FlowField(SampleModel.Create() with { Latents = latents, Scale = new float[Count] }).MedianLatent();
        found[0].ShouldBe(nearest.Average(z => z[0]), 1e-6f);
        found[1].ShouldBe(nearest.Average(z => z[1]), 1e-6f);
    }
}
