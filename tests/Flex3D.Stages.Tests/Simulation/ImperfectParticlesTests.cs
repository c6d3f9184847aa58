using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Simulation.Surroundings;

namespace Flex3D.Stages.Tests.Simulation;

public class ImperfectParticlesTests
{
    private static readonly CoordinateDistribution[] s_distributions = [new CoordinateDistribution.Uniform(-40, 40)];

    // A pure amplitude object at no defocus: CTF = 1, so that an image is a projection.
    private static readonly SimulationOptions s_projections = Toys.Options() with
    {
        AmplitudeContrast = 1,
        DefocusMinimumAngstrom = 0,
        DefocusMaximumAngstrom = 0,
        AstigmatismAngstrom = 0,
        SphericalAberrationMillimetre = 0,
    };

    private static ParticleDraw[] Draws(SimulationOptions o, int count) => [.. Enumerable.Range(0, count).Select(i => new ParticleDraw(o, s_distributions, i))];

    private static float[] Signal(SimulationOptions o, in ParticleDraw draw)
    {
        float[] image = new float[o.Box * o.Box];
        new ParticleImager(o, new SimulationFrame(o, s_distributions), new RealFft2(o.Box)).Signal(draw, 1, image);
        return image;
    }

    [Fact]
    public void Draws_of_what_is_always_drawn_do_not_depend_on_what_else_is()
    {
        SimulationOptions plain = Toys.Options(), full = Everything();
        foreach ((ParticleDraw a, ParticleDraw b) in Draws(plain, 20).Zip(Draws(full, 20)))
        {
            (a.Rot, a.Tilt, a.Psi, a.OriginX, a.OriginY, a.DefocusU, a.DefocusV, a.HalfSet).ShouldBe((b.Rot, b.Tilt, b.Psi, b.OriginX, b.OriginY, b.DefocusU, b.DefocusV, b.HalfSet));
            a.Coordinates.ShouldBe(b.Coordinates);
            (a.Contrast, a.Group, a.IsJunk, a.Neighbours, a.Present.Length).ShouldBe((1.0, 1, false, 0, 0));
            var stated = new StatedParticle(plain, a);
            (stated.Rot, stated.Tilt, stated.Psi, stated.OriginX, stated.OriginY, stated.DefocusU, stated.DefocusV).ShouldBe((a.Rot, a.Tilt, a.Psi, a.OriginX, a.OriginY, a.DefocusU, a.DefocusV));
        }
    }

    [Fact]
    public void The_tables_errors_have_their_sd_and_no_bias()
    {
        const int Count = 4000;
        SimulationOptions o = Toys.Options() with { PoseErrorDegrees = 3, ShiftErrorAngstrom = 2, DefocusErrorAngstrom = 150 };
        double[] vector = new double[3], squares = new double[3];
        double angles = 0, shift = 0, shifts = 0, focus = 0, foci = 0;
        foreach (ParticleDraw drawn in Draws(o, Count))
        {
            var stated = new StatedParticle(o, drawn);
            Rotation a = drawn.Rotation, b = Rotation.FromEulerDegrees(stated.Rot, stated.Tilt, stated.Psi);
            // E = B Aᵀ: its trace is 1 + 2 cos θ, and its antisymmetric part is the axis times sin θ.
            (double X, double Y, double Z)[] ra = [(a.M00, a.M01, a.M02), (a.M10, a.M11, a.M12), (a.M20, a.M21, a.M22)], rb = [(b.M00, b.M01, b.M02), (b.M10, b.M11, b.M12), (b.M20, b.M21, b.M22)];
            double E(int i, int j) => rb[i].X * ra[j].X + rb[i].Y * ra[j].Y + rb[i].Z * ra[j].Z;
            angles += Math.Pow(Math.Acos(Math.Min(1, (E(0, 0) + E(1, 1) + E(2, 2) - 1) / 2)) * 180 / Math.PI, 2) / Count;
            double[] axis = [(E(2, 1) - E(1, 2)) / 2, (E(0, 2) - E(2, 0)) / 2, (E(1, 0) - E(0, 1)) / 2];
            for (int k = 0; k < 3; k++)
            {
                (vector[k], squares[k]) = (vector[k] + axis[k] * 180 / Math.PI / Count, squares[k] + Math.Pow(axis[k] * 180 / Math.PI, 2) / Count);
            }
            (shift, shifts) = (shift + (stated.OriginX - drawn.OriginX) / Count, shifts + (Math.Pow(stated.OriginX - drawn.OriginX, 2) + Math.Pow(stated.OriginY - drawn.OriginY, 2)) / 2 / Count);
            (focus, foci) = (focus + (stated.DefocusU - drawn.DefocusU) / Count, foci + Math.Pow(stated.DefocusU - drawn.DefocusU, 2) / Count);
            (stated.DefocusU - stated.DefocusV).ShouldBe(drawn.DefocusU - drawn.DefocusV, 0.02);
        }
        Math.Sqrt(angles).ShouldBe(3 * Math.Sqrt(3), 0.2);
        squares.ShouldAllBe(s => Math.Abs(Math.Sqrt(s) - 3) < 0.15);
        vector.ShouldAllBe(v => Math.Abs(v) < 0.2);
        Math.Sqrt(shifts).ShouldBe(2, 0.1);
        shift.ShouldBe(0, 0.15);
        Math.Sqrt(foci).ShouldBe(150, 7);
        focus.ShouldBe(0, 10);
    }

    [Fact]
    public void Contrast_is_a_factor_of_mean_1_on_the_signal()
    {
        SimulationOptions o = Toys.Options() with { ContrastSpread = 0.4 };
        ParticleDraw[] draws = Draws(o, 6000);
        draws.Average(d => d.Contrast).ShouldBe(1, 0.025);
        Math.Sqrt(draws.Average(d => (d.Contrast - 1) * (d.Contrast - 1))).ShouldBe(0.4, 0.03);
        draws.ShouldAllBe(d => d.Contrast > 0);
        float[] image = Signal(o, draws[3]), plain = Signal(Toys.Options(), draws[3].Alone());
        for (int p = 0; p < image.Length; p++)
        {
            image[p].ShouldBe((float)draws[3].Contrast * plain[p], 1e-3f);
        }
    }

    [Fact]
    public void Groups_of_another_magnification_are_images_of_another_pixel_size()
    {
        SimulationOptions o = Toys.Options() with { OpticsGroups = 3, MagnificationError = 0.05, ResolutionAngstrom = 7 };
        ParticleDraw[] draws = Draws(o, 6);
        draws.Select(d => d.Group).ShouldBe([1, 2, 3, 1, 2, 3]);
        double[] pixels = [3 * 1.05, 3 * 0.95, 3 * 1.05];
        for (int i = 0; i < 3; i++)
        {
            SimulationOptions other = Toys.Options() with { PixelSizeAngstrom = pixels[i], ResolutionAngstrom = 7 };
            float[] expected = Signal(other, new ParticleDraw(other, s_distributions, i)), image = Signal(o, draws[i]);
            for (int p = 0; p < image.Length; p++)
            {
                image[p].ShouldBe(expected[p], 2e-3f);
            }
            image.Max().ShouldBeGreaterThan(1);
        }
    }

    [Fact]
    public void Junk_has_its_share_and_nothing_of_the_molecule()
    {
        SimulationOptions o = s_projections with { JunkFraction = 0.25 };
        ParticleDraw[] draws = Draws(o, 4000);
        draws.Count(d => d.IsJunk).ShouldBeInRange(890, 1110);
        double molecule = o.Motion.Molecule.Weights.Sum();
        int empty = 0, equal = 0, heavy = 0;
        ParticleDraw[] junk = [.. draws.Where(d => d.IsJunk).Take(60)];
        foreach (ParticleDraw draw in junk)
        {
            float[] image = Signal(o, draw);
            image.ShouldBe(Signal(o, draw with { Coordinates = [draw.Coordinates[0] > 0 ? -30 : 30] }));
            double sum = image.Sum(v => (double)v);
            empty += image.All(v => v == 0) ? 1 : 0;
            equal += Math.Abs(sum - molecule) < 0.05 * molecule ? 1 : 0;
            heavy += sum > 1.05 * molecule ? 1 : 0;
        }
        empty.ShouldBeInRange(10, 32);
        heavy.ShouldBeInRange(8, 32);
        (empty + equal + heavy).ShouldBeGreaterThan(55); // a point may lie outside the box
    }

    [Fact]
    public void Neighbours_are_added_as_a_larger_image_would_show_them()
    {
        SimulationOptions o = Toys.Options() with { Neighbours = 2 }, wide = Toys.Options() with { Box = 64 };
        var frame = new SimulationFrame(o, s_distributions);
        ParticleDraw draw = Draws(o, 20).First(d => d.Neighbours == 2);
        float[] image = Signal(o, draw), alone = Signal(o, draw.Alone());
        float[][] neighbours = [.. Enumerable.Range(1, 2).Select(copy => Signal(wide, frame.Neighbour(draw, copy) with { Neighbours = 0 }))];
        double largest = 0;
        for (int p = 0; p < image.Length; p++)
        {
            float added = neighbours.Sum(n => n[(p / 32 + 16) * 64 + p % 32 + 16]);
            (image[p] - alone[p]).ShouldBe(added, 2e-3f);
            largest = Math.Max(largest, added);
        }
        largest.ShouldBeGreaterThan(0.2 * alone.Max());
        frame.Neighbour(draw, 1).Rot.ShouldNotBe(draw.Rot);
        frame.Neighbour(draw, 1).Coordinates[0].ShouldNotBe(frame.Neighbour(draw, 2).Coordinates[0]);
    }

    [Fact]
    public void A_missing_part_leaves_its_electrons_out()
    {
        MissingPart tip = new() { Residues = [new ResidueRange("B", 51, 60)], Fraction = 0.3 }, half = new() { Residues = [new ResidueRange("A", 1, 20)], Fraction = 0.5 };
        SimulationOptions o = s_projections with { Missing = [tip, half] };
        ParticleDraw[] draws = Draws(o, 4000);
        draws.Count(d => !d.Present[0]).ShouldBeInRange(1080, 1320);
        draws.Count(d => !d.Present[1]).ShouldBeInRange(1870, 2130);
        draws.Count(d => !d.Present[0] && !d.Present[1]).ShouldBeInRange(505, 695);
        float[] weights = o.Motion.Molecule.Weights;
        foreach (ParticleDraw draw in draws.Take(8))
        {
            double expected = weights[20..50].Sum() + (draw.Present[0] ? weights[50..].Sum() : 0) + (draw.Present[1] ? weights[..20].Sum() : 0);
            Signal(o, draw).Sum().ShouldBe((float)expected, 0.5f);
        }
    }

    [Fact]
    public void A_micelle_adds_its_electrons_to_each_image()
    {
        SimulationOptions o = s_projections with { Micelles = [new Micelle { RadiusAngstrom = 22, ThicknessAngstrom = 10, HeightAngstrom = 12, Density = 0.6, Disorder = 0.05 }] };
        double electrons = o.Motion.Molecule.Weights.Sum() + 0.6 * 0.38 * 2 * Math.PI * 22 * Math.PI * 5 * 6;
        ParticleDraw[] draws = Draws(o, 4);
        foreach (ParticleDraw draw in draws)
        {
            ((double)Signal(o, draw).Sum()).ShouldBe(electrons, 2e-3 * electrons);
        }
        Signal(o, draws[0] with { Coordinates = [5] }).ShouldNotBe(Signal(o, draws[0] with { Coordinates = [-5] }));
    }

    internal static SimulationOptions Everything() => Toys.Options(24) with
    {
        Noise = Flex3D.Stages.Simulation.Noise.PowerSpectrum.Carbon,
        ContrastSpread = 0.2,
        PoseErrorDegrees = 2,
        ShiftErrorAngstrom = 1,
        DefocusErrorAngstrom = 100,
        OpticsGroups = 2,
        MagnificationError = 0.02,
        JunkFraction = 0.2,
        Neighbours = 0.5,
        Micelles = [new Micelle { Centre = (-2, 0, 1), RadiusAngstrom = 22, ThicknessAngstrom = 10, HeightAngstrom = 12 }],
        Missing = [new MissingPart { Residues = [new ResidueRange("B", 51, 60)], Fraction = 0.3 }],
        Coordinates = [new CoordinateDistribution.Uniform(-40, 40)],
    };
}
