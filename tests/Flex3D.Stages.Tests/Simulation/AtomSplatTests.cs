using Flex3D.Stages.Maps;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Stages.Tests.Simulation;

public class AtomSplatTests
{
    [Theory]
    [InlineData(0.45)]
    [InlineData(1.25)]
    [InlineData(2.0)]
    public void The_raw_projection_of_an_atom_has_its_weight_position_and_width(double sigma)
    {
        var splat = new AtomSplat(sigma);
        const int N = 32;
        int edge = splat.PaddedBox(N);
        float[] image = new float[edge * edge];
        splat.Project([2.3f], [-4.7f], [8f], N, image).ShouldBe(0);
        double sum = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < image.Length; i++)
        {
            double x = i % edge - splat.Width - N / 2 - 2.3, y = i / edge - splat.Width - N / 2 + 4.7;
            (sum, mx, my, xx, yy, xy) = (sum + image[i], mx + image[i] * x, my + image[i] * y, xx + image[i] * x * x, yy + image[i] * y * y, xy + image[i] * x * y);
        }
        sum.ShouldBe(8, 1e-4);
        (mx / sum).ShouldBe(0, 1e-4);
        (my / sum).ShouldBe(0, 1e-4);
        (xx / sum).ShouldBe(splat.GridSigma * splat.GridSigma, 1e-3);
        (yy / sum).ShouldBe(splat.GridSigma * splat.GridSigma, 1e-3);
        (xy / sum).ShouldBe(0, 1e-3);
    }

    [Fact]
    public void The_gain_turns_the_grid_width_into_the_atoms_width()
    {
        var splat = new AtomSplat(0.6);
        double f = 0.3;
        double grid = Math.Exp(-2 * Math.PI * Math.PI * splat.GridSigma * splat.GridSigma * f * f);
        (grid * splat.Gain(f)).ShouldBe(Math.Exp(-2 * Math.PI * Math.PI * 0.36 * f * f), 1e-12);
        splat.Gain(0).ShouldBe(1);
        splat.Gain(0.5).ShouldBe(0);
    }

    [Fact]
    public void Projected_atoms_are_the_projected_density_of_the_atoms()
    {
        const int N = 32;
        const double Pixel = 3;
        (SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        var splat = new AtomSplat(0.5);
        var raw = new DensityMap(N, Pixel);
        splat.AddDensity(rest, molecule.Weights, Pixel, 1, N, raw.Values);
        DensityMap density = RadialFilter.Apply(raw, splat.Gain);

        int edge = splat.PaddedBox(N);
        float[] padded = new float[edge * edge];
        splat.Project([.. Enumerable.Range(0, molecule.Count).Select(a => (float)(rest[3 * a] / Pixel))],
            [.. Enumerable.Range(0, molecule.Count).Select(a => (float)(rest[3 * a + 1] / Pixel))], molecule.Weights, N, padded);
        // The same filter in 2-D: a map that is one slice thick in z has a spectrum that does not depend on kz, so filter a stack of equal slices instead.
        var slab = new DensityMap(N, Pixel);
        for (int i = 0; i < slab.Values.Length; i++)
        {
            slab.Values[i] = padded[(i / N % N + splat.Width) * edge + i % N + splat.Width];
        }
        DensityMap projected = RadialFilter.Apply(slab, splat.Gain);
        float largest = projected.Values.Max();
        for (int p = 0; p < N * N; p++)
        {
            double sum = 0;
            for (int z = 0; z < N; z++)
            {
                sum += density.Values[z * N * N + p];
            }
            sum.ShouldBe(projected.Values[p], 2e-4 * largest);
        }
    }

    [Fact]
    public void Atoms_far_outside_are_counted_and_leave_no_trace()
    {
        var splat = new AtomSplat(1);
        float[] image = new float[splat.PaddedBox(16) * splat.PaddedBox(16)];
        splat.Project([500f, float.NaN], [0f, 0f], [1f, 1f], 16, image).ShouldBe(2);
        image.ShouldAllBe(v => v == 0);
    }
}
