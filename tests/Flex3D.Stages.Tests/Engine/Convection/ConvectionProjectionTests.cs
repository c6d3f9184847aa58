using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Tests.Engine.Convection;

public class ConvectionProjectionTests
{
    public static TheoryData<int> Widths => SplatFixture.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_projection_and_its_adjoints_agree_with_the_scalar_reference(int width)
    {
        SplatScratch scratch = SplatFixture.Scratch(width);
        foreach ((int n, int voxels, double spread, int longest) in new[]
            { (16, 1000, 0.4, 23), (23, 257, 0.4, 23), (40, 2048, 0.9, 23), (7, 5, 0.3, 23), (33, 18, 0.2, 23), (18, 1001, 0.4, 3), (18, 512, 0.4, 1) })
        {
            var f = new SplatFixture(n, voxels, (ulong)n, spread, longest);
            (f.Plan.CornerOffsets.Length > 0).ShouldBe(longest < 23 || voxels < 20);
            double[] values = SplatFixture.Double(f.Values), px = SplatFixture.Double(f.Px), py = SplatFixture.Double(f.Py), image = SplatFixture.Double(f.Image);
            SplatFixture.ShouldAgree(f.Reference.Project(values, px, py, n), f.Project(scratch), 1e-5);

            float[] map = new float[voxels], gx = new float[px.Length], gy = new float[px.Length];
            ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, n, map, gx, gy, scratch);
            SplatFixture.ShouldAgree(f.Reference.AdjointMap(px, py, image, n), map, 1e-5);
            (double[] x, double[] y) = f.Reference.AdjointFlow(values, px, py, image, n);
            SplatFixture.ShouldAgree(x, gx, 1e-5);
            SplatFixture.ShouldAgree(y, gy, 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_dot_product_test_holds_for_the_map(int width)
    {
        var f = new SplatFixture(24, 3000, 3);
        SplatScratch scratch = SplatFixture.Scratch(width);
        float[] gradient = new float[f.Values.Length];
        ConvectionProjection.AdjointMap(f.Plan, f.Px, f.Py, f.Image, f.N, gradient, scratch);
        double forward = SplatFixture.Dot(f.Project(scratch), f.Image), backward = SplatFixture.Dot(f.Values, gradient);
        backward.ShouldBe(forward, 1e-5 * Math.Abs(forward));
    }

    [Fact]
    public void The_reference_itself_passes_the_dot_product_test_and_finite_differences_in_double()
    {
        var f = new SplatFixture(12, 300, 4);
        double[] values = SplatFixture.Double(f.Values), px = SplatFixture.Double(f.Px), py = SplatFixture.Double(f.Py), image = SplatFixture.Double(f.Image);
        double forward = SplatFixture.Dot(f.Reference.Project(values, px, py, f.N), image);
        SplatFixture.Dot(f.Reference.AdjointMap(px, py, image, f.N), values).ShouldBe(forward, 1e-12 * Math.Abs(forward));

        (double[] gx, _) = f.Reference.AdjointFlow(values, px, py, image, f.N);
        for (int vertex = 0; vertex < px.Length; vertex++)
        {
            double[] plus = [.. px], minus = [.. px];
            plus[vertex] += 1e-5;
            minus[vertex] -= 1e-5;
            double slope = (SplatFixture.Dot(f.Reference.Project(values, plus, py, f.N), image)
                - SplatFixture.Dot(f.Reference.Project(values, minus, py, f.N), image)) / 2e-5;
            gx[vertex].ShouldBe(slope, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_flow_gradient_is_the_slope_of_the_single_precision_projection(int width)
    {
        var f = new SplatFixture(20, 1500, 5);
        SplatScratch scratch = SplatFixture.Scratch(width);
        float[] gx = new float[f.Px.Length], gy = new float[f.Px.Length];
        ConvectionProjection.AdjointFlow(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, gx, gy, scratch);
        float[] image = new float[f.N * f.N];
        double scale = gx.Concat(gy).Max(Math.Abs);
        for (int vertex = 0; vertex < gx.Length; vertex++)
        {
            Slope(f.Px, vertex).ShouldBe(gx[vertex], 2e-3 * scale);
            Slope(f.Py, vertex).ShouldBe(gy[vertex], 2e-3 * scale);
        }

        double Slope(float[] axis, int vertex)
        {
            float kept = axis[vertex];
            const float Step = 0.01f;
            axis[vertex] = kept + Step;
            ConvectionProjection.Project(f.Plan, f.Values, f.Px, f.Py, f.N, image, scratch);
            double plus = SplatFixture.Dot(image, f.Image);
            axis[vertex] = kept - Step;
            ConvectionProjection.Project(f.Plan, f.Values, f.Px, f.Py, f.N, image, scratch);
            double minus = SplatFixture.Dot(image, f.Image);
            double width = (double)(kept + Step) - (kept - Step);
            axis[vertex] = kept;
            return (plus - minus) / width;
        }
    }

    [Fact]
    public void Adjoints_add_to_what_is_there_and_agree_alone_and_together()
    {
        var f = new SplatFixture(16, 700, 6);
        var scratch = new SplatScratch();
        float[] mapBoth = new float[f.Values.Length], mapAlone = new float[f.Values.Length];
        float[] xBoth = new float[f.Px.Length], yBoth = new float[f.Px.Length], xAlone = new float[f.Px.Length], yAlone = new float[f.Px.Length];
        ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, mapBoth, xBoth, yBoth, scratch);
        ConvectionProjection.AdjointMap(f.Plan, f.Px, f.Py, f.Image, f.N, mapAlone, scratch);
        ConvectionProjection.AdjointFlow(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, xAlone, yAlone, scratch);
        mapAlone.ShouldBe(mapBoth);
        xAlone.ShouldBe(xBoth);
        yAlone.ShouldBe(yBoth);
        ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, mapAlone, xAlone, yAlone, scratch);
        mapAlone.ShouldBe(mapBoth.Select(v => v + v));
        xAlone.ShouldBe(xBoth.Select(v => v + v));
        yAlone.ShouldBe(yBoth.Select(v => v + v));
    }

    [Fact]
    public void Every_vector_width_gives_the_same_bits()
    {
        var f = new SplatFixture(40, 3001, 7);
        float[] image = f.Project(new SplatScratch(LaneWidth.Four));
        float[] map = Adjoint(new SplatScratch(LaneWidth.Four));
        foreach (LaneWidth width in new[] { LaneWidth.Eight, LaneWidth.Sixteen }.Where(LaneWidths.IsSupported))
        {
            f.Project(new SplatScratch(width)).ShouldBe(image);
            Adjoint(new SplatScratch(width)).ShouldBe(map);
        }

        float[] Adjoint(SplatScratch scratch)
        {
            float[] gradient = new float[f.Values.Length], x = new float[f.Px.Length], y = new float[f.Px.Length];
            ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, gradient, x, y, scratch);
            return [.. gradient, .. x, .. y];
        }
    }

    [Fact]
    public void A_scratch_used_for_other_images_before_gives_the_same_bits_on_any_thread()
    {
        var f = new SplatFixture(32, 2000, 8);
        float[] expected = f.Project(new SplatScratch());
        Parallel.For(0, 8, i =>
        {
            var scratch = new SplatScratch();
            new SplatFixture(20 + i, 900, (ulong)i).Project(scratch);
            f.Project(scratch).ShouldBe(expected);
        });
    }

    [Fact]
    public void No_image_costs_an_allocation()
    {
        var f = new SplatFixture(40, 3000, 9);
        var scratch = new SplatScratch();
        float[] image = new float[f.N * f.N], map = new float[f.Values.Length], x = new float[f.Px.Length], y = new float[f.Px.Length];
        long before = 0;
        for (int call = 0; call < 20; call++)
        {
            before = call == 1 ? GC.GetAllocatedBytesForCurrentThread() : before;
            ConvectionProjection.Project(f.Plan, f.Values, f.Px, f.Py, f.N, image, scratch);
            ConvectionProjection.AdjointBoth(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, map, x, y, scratch);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
