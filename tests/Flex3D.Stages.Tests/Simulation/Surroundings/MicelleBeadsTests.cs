using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Tests.Simulation.Surroundings;

public class MicelleBeadsTests
{
    private static readonly Micelle s_belt = new() { Centre = (5, -3, 8), Axis = (0, 3, 4), RadiusAngstrom = 30, ThicknessAngstrom = 16, HeightAngstrom = 24, Density = 0.5, Disorder = 0.1 };

    [Fact]
    public void The_beads_fill_a_torus_around_the_axis()
    {
        var beads = new MicelleBeads(s_belt, (1, 2, 3), 2, 1, 0);
        double[] at = new double[3 * beads.Count];
        beads.Place(at);
        double mx = 0, my = 0, mz = 0, along = 0, across = 0;
        for (int i = 0; i < at.Length; i += 3)
        {
            double x = at[i] - 4, y = at[i + 1] + 5, z = at[i + 2] - 5, h = 0.6 * y + 0.8 * z, rho = Math.Sqrt(x * x + y * y + z * z - h * h);
            (mx, my, mz, along, across) = (mx + x / beads.Count, my + y / beads.Count, mz + z / beads.Count, along + h * h / beads.Count, across + rho * rho / beads.Count);
            (Math.Pow((rho - 30) / 8, 2) + h * h / 144).ShouldBeLessThan(1 + 1e-9);
        }
        (mx * mx + my * my + mz * mz).ShouldBeLessThan(0.01);
        along.ShouldBe(144 / 4.0, 1); // of an ellipse of half-axis 12
        across.ShouldBe(900 + 3 * 64 / 4.0, 5); // ∫ρ³ over ∫ρ of an ellipse of half-axis 8 about 30
        ((double)beads.Weight * beads.Count).ShouldBe(0.5 * MicelleBeads.ProteinElectrons * 2 * Math.PI * 30 * Math.PI * 8 * 12, 1);
    }

    [Fact]
    public void Disorder_moves_each_azimuth_by_its_sd_in_each_particle_anew()
    {
        var beads = new MicelleBeads(s_belt with { Axis = (0, 0, 1), Centre = null }, (9, 9, 9), 4, 1, 0);
        double[] rest = new double[3 * beads.Count], at = new double[rest.Length];
        beads.Place(rest);
        double[] squares = new double[4];
        int[] chosen = [0, beads.Count / 3, beads.Count / 2, beads.Count - 1];
        for (int particle = 0; particle < 1500; particle++)
        {
            beads.Place((ulong)particle, 0, at);
            for (int c = 0; c < chosen.Length; c++)
            {
                int i = 3 * chosen[c];
                double delta = (at[i] * rest[i] + at[i + 1] * rest[i + 1]) / (rest[i] * rest[i] + rest[i + 1] * rest[i + 1]) - 1;
                (at[i] * rest[i + 1]).ShouldBe(at[i + 1] * rest[i], 1e-8); // the azimuth stays
                at[i + 2].ShouldBe(rest[i + 2]);
                squares[c] += delta * delta / 1500;
            }
        }
        squares.ShouldAllBe(s => Math.Abs(Math.Sqrt(s) - 0.1) < 0.008);
        beads.Place(7, 1, rest);
        beads.Place(7, 0, at);
        at.ShouldNotBe(rest);
    }
}
