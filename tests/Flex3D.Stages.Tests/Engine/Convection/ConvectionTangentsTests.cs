using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Engine.Convection;

public class ConvectionTangentsTests
{
    public static TheoryData<int> Widths => SplatFixture.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Projection_and_derivatives_agree_with_the_scalar_reference(int width)
    {
        SplatScratch scratch = SplatFixture.Scratch(width);
        foreach ((int n, int voxels, int longest, int columns) in new[] { (16, 1000, 23, 1), (23, 257, 23, 5), (18, 1001, 3, 4), (18, 512, 1, 15), (33, 18, 23, 2) })
        {
            var f = new SplatFixture(n, voxels, (ulong)n, 0.6, longest);
            float[] velocities = Velocities(f, columns), images = Project(f, velocities, columns, scratch);
            double[] values = SplatFixture.Double(f.Values), px = SplatFixture.Double(f.Px), py = SplatFixture.Double(f.Py);
            SplatFixture.ShouldAgree(f.Reference.Project(values, px, py, n), images[..(n * n)], 1e-5);
            for (int c = 0; c < columns; c++)
            {
                SplatFixture.ShouldAgree(Derivative(f, velocities, c), images[((1 + c) * n * n)..((2 + c) * n * n)], 2e-5);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_derivative_and_the_gradient_of_the_vertices_are_adjoint(int width)
    {
        const int Columns = 6;
        var f = new SplatFixture(24, 3000, 3);
        SplatScratch scratch = SplatFixture.Scratch(width);
        float[] velocities = Velocities(f, Columns), images = Project(f, velocities, Columns, scratch), gx = new float[f.Px.Length], gy = new float[f.Px.Length];
        ConvectionProjection.AdjointFlow(f.Plan, f.Values, f.Px, f.Py, f.Image, f.N, gx, gy, scratch);
        int vertices = f.Px.Length, pixels = f.N * f.N;
        for (int c = 0; c < Columns; c++)
        {
            double forward = SplatFixture.Dot(f.Image, images[((1 + c) * pixels)..((2 + c) * pixels)]);
            double backward = SplatFixture.Dot(velocities[(2 * c * vertices)..((2 * c + 1) * vertices)], gx) + SplatFixture.Dot(velocities[((2 * c + 1) * vertices)..((2 * c + 2) * vertices)], gy);
            backward.ShouldBe(forward, 1e-5 * Math.Abs(forward) + 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_images_of_turns_are_those_of_a_spin_and_of_motions_by_depth(int width)
    {
        SplatScratch scratch = SplatFixture.Scratch(width);
        var spin = new ImageSpin(0.2f, -1.1f, 0.9f, -0.15f, 7.5f, 9.25f);
        foreach ((int n, int voxels, int longest, int columns) in new[] { (16, 1000, 23, 0), (18, 1001, 3, 2) })
        {
            var f = new SplatFixture(n, voxels, (ulong)n, 0.6, longest);
            int vertices = f.Px.Length, pixels = n * n;
            float[] velocities = Velocities(f, columns), depths = Velocities(f, 1)[..vertices], images = new float[(4 + columns) * pixels], still = new float[vertices];
            ConvectionTangents.Project(f.Plan, f.Values, f.Px, f.Py, velocities, columns, depths, spin, n, images, scratch);
            float[] motions =
            [
                .. f.Px.Select((x, v) => 0.2f * (x - 7.5f) - 1.1f * (f.Py[v] - 9.25f)), .. f.Px.Select((x, v) => 0.9f * (x - 7.5f) - 0.15f * (f.Py[v] - 9.25f)),
                .. depths, .. still, .. still, .. depths,
            ];
            for (int c = 0; c < 3; c++)
            {
                SplatFixture.ShouldAgree(Derivative(f, motions, c), images[((1 + columns + c) * pixels)..((2 + columns + c) * pixels)], 2e-5);
            }
            for (int c = 0; c < columns; c++)
            {
                SplatFixture.ShouldAgree(Derivative(f, velocities, c), images[((1 + c) * pixels)..((2 + c) * pixels)], 2e-5);
            }
        }
    }

    [Fact]
    public void A_sweep_leaves_nothing_to_the_next()
    {
        var wide = new SplatFixture(24, 2000, 8, 0.9);
        var narrow = new SplatFixture(24, 300, 9, 0.1);
        SplatScratch used = SplatFixture.Scratch(4);
        Project(wide, Velocities(wide, 3), 3, used);
        float[] spoiled = [.. wide.Values];
        spoiled[5] = float.NaN;
        ConvectionProjection.Project(wide.Plan, spoiled, wide.Px, wide.Py, 24, new float[24 * 24], used);
        Project(narrow, Velocities(narrow, 2), 2, used).ShouldBe(Project(narrow, Velocities(narrow, 2), 2, SplatFixture.Scratch(4)));
        narrow.Project(used).ShouldBe(narrow.Project(SplatFixture.Scratch(4)));
    }

    [Fact]
    public void Every_width_gives_the_same_bits_and_no_column_changes_another()
    {
        var f = new SplatFixture(20, 1500, 5);
        float[] velocities = Velocities(f, 5);
        float[]? first = null;
        foreach (int width in Widths.Select(row => row.Data).Where(width => Flex3D.Stages.Numerics.Lanes.LaneWidths.IsSupported((Flex3D.Stages.Numerics.Lanes.LaneWidth)width)))
        {
            SplatScratch scratch = SplatFixture.Scratch(width);
            float[] images = Project(f, velocities, 5, scratch);
            (first ??= images).ShouldBe(images);
            int one = 2 * f.Px.Length, pixels = f.N * f.N;
            Project(f, velocities[(2 * one)..(3 * one)], 1, scratch)[pixels..].ShouldBe(images[(3 * pixels)..(4 * pixels)]);
        }
    }

    [Fact]
    public void A_position_that_is_not_a_number_spoils_every_image()
    {
        var f = new SplatFixture(12, 200, 6);
        f.Px[3] = float.NaN;
        Project(f, Velocities(f, 2), 2, SplatFixture.Scratch(4)).ShouldAllBe(value => float.IsNaN(value));
    }

    private static float[] Velocities(SplatFixture f, int columns) =>
        [.. Enumerable.Range(0, 2 * columns * f.Px.Length).Select(i => (float)CounterRandom.Normal(9, 1, 0, 0, (ulong)i))];

    private static float[] Project(SplatFixture f, float[] velocities, int columns, SplatScratch scratch)
    {
        float[] images = new float[(1 + columns) * f.N * f.N];
        ConvectionTangents.Project(f.Plan, f.Values, f.Px, f.Py, velocities, columns, [], default, f.N, images, scratch);
        return images;
    }

    // A central difference of the double-precision reference along the column's velocities.
    private static double[] Derivative(SplatFixture f, float[] velocities, int column)
    {
        const double Step = 1e-5;
        int vertices = f.Px.Length;
        double[] Moved(double step)
        {
            double[] x = [.. f.Px.Select((p, v) => p + step * velocities[2 * column * vertices + v])], y = [.. f.Py.Select((p, v) => p + step * velocities[(2 * column + 1) * vertices + v])];
            return f.Reference.Project(SplatFixture.Double(f.Values), x, y, f.N);
        }
        return [.. Moved(Step).Zip(Moved(-Step), (a, b) => (a - b) / (2 * Step))];
    }
}
