using System.Numerics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Limit;
using Flex3D.Stages.Tests.Geometry;

namespace Flex3D.Stages.Tests.Simulation.Limit;

public class InformationLimitTests
{
    private const double PriorVariance = 80.0 * 80 / 12; // of the angles of Toys, −40° to 40°

    /// <summary>A search over the true molecule finds angles as exactly as the bound says, and no more exactly.</summary>
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(2, 3)]
    public void The_most_likely_angle_is_as_exact_as_the_bound(double snr, ulong seed)
    {
        const int Particles = 300;
        SimulationOptions options = Toys.Options(Particles) with { Stacks = 1, Snr = snr, Seed = seed };
        string folder = Shapes.Temporary("limit-search");
        SimulationResult result = Simulator.Run(options, folder);
        SimulationLimit limit = InformationLimit.Compute(options, result.GreyScale, Particles);
        IReadOnlyList<CoordinateDistribution> distributions = [new CoordinateDistribution.Uniform(-40, 40)];
        var imager = new ParticleImager(options, new SimulationFrame(options, distributions), new RealFft2(options.Box));
        using var stack = new FileStream(Path.Combine(folder, "particles_000.mrcs"), FileMode.Open);
        stack.Position = 1024;
        float[] observed = new float[options.Box * options.Box], expected = new float[observed.Length];
        double squares = 0, bound = 0, standardised = 0;
        for (int i = 0; i < Particles; i++)
        {
            stack.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(observed.AsSpan()));
            var draw = new ParticleDraw(options, distributions, i);
            double truth = draw.Coordinates[0];
            double Misfit(double angle)
            {
                draw.Coordinates[0] = angle;
                imager.Signal(draw, result.GreyScale, expected);
                double sum = 0;
                for (int p = 0; p < observed.Length; p++)
                {
                    sum += (observed[p] - expected[p]) * (observed[p] - expected[p]);
                }
                return sum;
            }
            double best = Enumerable.Range(-25, 51).Select(step => 2.0 * step).MinBy(Misfit);
            for (double step = 1; step > 0.02; step /= 2)
            {
                best = new[] { best - step, best, best + step }.MinBy(Misfit);
            }
            double information = 1 / (limit.Particles[i].Deviations[0] * limit.Particles[i].Deviations[0]) - 1 / PriorVariance;
            squares += (best - truth) * (best - truth);
            bound += 1 / information;
            standardised += (best - truth) * (best - truth) * information;
        }
        // The RMS of 300 errors is known to 4 %; where a few particles that show little have most of the error, to less.
        Math.Sqrt(standardised / Particles).ShouldBe(1, 0.1);
        Math.Sqrt(squares / bound).ShouldBe(1, 0.15);
        LimitSummary.Of(limit).Coordinates[0].RSquared!.Value.ShouldBeInRange(0.9, 0.9999);
    }

    /// <summary>Against the errors of the mean of each particle's posterior, summed over a fine grid of angles in the images as they were written.</summary>
    [Theory]
    [InlineData(0.015, 1.1, 3)] // distant angles look alike
    [InlineData(1, 0.9, 1.05)]
    public void The_search_says_how_exact_the_best_estimate_is_where_the_bound_does_not(double snr, double least, double most)
    {
        const int Particles = 300;
        SimulationOptions options = Toys.Options(Particles) with { Stacks = 1, Snr = snr, Seed = 5 };
        string folder = Shapes.Temporary("limit-posterior");
        SimulationResult result = Simulator.Run(options, folder);
        LimitSummary limit = LimitSummary.Of(InformationLimit.Compute(options, result.GreyScale, Particles));
        SearchedLimit searched = limit.Searched.ShouldNotBeNull();
        IReadOnlyList<CoordinateDistribution> distributions = [new CoordinateDistribution.Uniform(-40, 40)];
        var imager = new ParticleImager(options, new SimulationFrame(options, distributions), new RealFft2(options.Box));
        float[] expected = new float[options.Box * options.Box];
        double squares = 0;
        int particle = 0;
        foreach (float[] observed in Toys.Images(folder))
        {
            var draw = new ParticleDraw(options, distributions, particle++);
            double truth = draw.Coordinates[0], largest = double.NegativeInfinity, total = 0, mean = 0;
            for (double angle = -40; angle <= 40; angle += 0.25)
            {
                draw.Coordinates[0] = angle;
                imager.Signal(draw, result.GreyScale, expected);
                double likelihood = -0.5 * observed.Zip(expected, (o, e) => (double)(o - e) * (o - e)).Sum();
                double scale = likelihood > largest ? Math.Exp(largest - likelihood) : 1; // keeps the largest term 1
                largest = Math.Max(largest, likelihood);
                double term = Math.Exp(likelihood - largest);
                (total, mean) = (total * scale + term, mean * scale + term * angle);
            }
            squares += (mean / total - truth) * (mean / total - truth);
        }
        particle.ShouldBe(Particles);
        Math.Sqrt(squares / Particles).ShouldBe(searched.Coordinates[0].Left, 0.1 * searched.Coordinates[0].Left);
        (searched.Coordinates[0].Left / limit.Coordinates[0].Left).ShouldBeInRange(least, most);
        (searched.Angstrom / limit.Angstrom).ShouldBeInRange(least, most);
        LimitFiles.Write(folder, InformationLimit.Compute(options, result.GreyScale, Particles));
        LimitFiles.Read(folder)!.Searched!.Coordinates[0].Left.ShouldBe(searched.Coordinates[0].Left);
    }

    [Fact]
    public void Of_coordinates_with_too_many_values_or_very_few_only_the_bound_is_computed()
    {
        (Flex3D.Stages.Simulation.Molecules.SimulatedMolecule molecule, double[] rest) = Toys.Rod();
        var motion = new Flex3D.Stages.Simulation.Molecules.HingeMotion(molecule, rest, [Toys.Turning("B", 31, 60, -170, 170), Toys.Turning("A", 1, 30, -170, 170)]);
        SimulationOptions options = Toys.Options(4) with { Motion = motion, TruthCoordinates = [[0, 0]] };
        LimitSummary limit = LimitSummary.Of(InformationLimit.Compute(options, 0.02, 4));
        limit.Searched.ShouldBeNull();
        limit.Coordinates.ShouldAllBe(coordinate => coordinate.RSquared > 0);
        SimulationOptions two = Toys.Options(4) with { Coordinates = [new CoordinateDistribution.Minority(0, 25, 0.3)] };
        LimitSummary.Of(InformationLimit.Compute(two, 0.02, 4)).Searched.ShouldBeNull(); // who knows both values needs no search
        LimitSummary.Of(InformationLimit.Compute(Toys.Options(4), 0.02, 4)).Searched.ShouldNotBeNull();
    }

    /// <summary>Against the sum over a plain Fourier transform of a difference of images.</summary>
    [Fact]
    public void Coloured_noise_weighs_the_frequencies_by_its_power()
    {
        SimulationOptions options = Toys.Options(3);
        static double Power(double frequency) => 0.5 + 20 * Math.Exp(-frequency / 0.08);
        SimulationLimit white = InformationLimit.Compute(options, 1, 3), louder = InformationLimit.Compute(options, 1, 3, _ => 4), coloured = InformationLimit.Compute(options, 1, 3, Power);
        IReadOnlyList<CoordinateDistribution> distributions = [new CoordinateDistribution.Uniform(-40, 40)];
        var imager = new ParticleImager(options, new SimulationFrame(options, distributions), new RealFft2(options.Box));
        for (int i = 0; i < 3; i++)
        {
            Information(louder, i).ShouldBe(Information(white, i) / 4, 1e-4 * Information(white, i));
            var draw = new ParticleDraw(options, distributions, i);
            int n = options.Box;
            float[] low = new float[n * n], high = new float[n * n];
            draw.Coordinates[0] -= 0.1;
            imager.Signal(draw, 1, low);
            draw.Coordinates[0] += 0.2;
            imager.Signal(draw, 1, high);
            double flat = 0, weighed = 0;
            for (int ky = -n / 2; ky < n / 2; ky++)
            {
                for (int kx = -n / 2; kx < n / 2; kx++)
                {
                    Complex sum = 0;
                    for (int p = 0; p < n * n; p++)
                    {
                        sum += (high[p] - low[p]) / 0.2 * Complex.FromPolarCoordinates(1, -2 * Math.PI * (kx * (p % n) + ky * (p / n)) / n);
                    }
                    double power = sum.Magnitude * sum.Magnitude / (n * n);
                    flat += power;
                    weighed += power / Power(Math.Sqrt(kx * kx + ky * ky) / n);
                }
            }
            Information(white, i).ShouldBe(flat, 0.005 * flat);
            Information(coloured, i).ShouldBe(weighed, 0.005 * weighed);
        }
    }

    /// <summary>For one coordinate, the RMS displacement is its deviation times the RMS speed of the atoms that turn.</summary>
    [Fact]
    public void What_is_left_in_Angstrom_is_the_deviation_times_the_speed_of_the_atoms()
    {
        SimulationOptions options = Toys.Options(20);
        SimulationLimit limit = InformationLimit.Compute(options, 0.02, 20);
        double[] positions = new double[3 * options.Motion.Molecule.Count];
        options.Motion.Place([0], positions);
        double[] radii = [.. Enumerable.Range(30, 30).Select(a => Math.Sqrt(positions[3 * a] * positions[3 * a] + positions[3 * a + 1] * positions[3 * a + 1]))];
        double[] moving = [.. radii.Where(r => r >= 0.25 * radii.Max())];
        limit.MovingAtoms.ShouldBe(moving.Length);
        double speed = Math.Sqrt(moving.Average(r => r * r)) * Math.PI / 180;
        limit.Particles.ShouldAllBe(p => Math.Abs(p.Angstrom / p.Deviations[0] / speed - 1) < 1e-3);
        limit.PriorVariances[0].ShouldBe(PriorVariance, 0.03 * PriorVariance); // of 10,000 draws
    }

    [Fact]
    public void Two_coordinates_share_what_their_image_says()
    {
        // I + 1/P = [[3, 1], [1, 2]], whose inverse is [[2, −1], [−1, 3]]/5; the third coordinate is fixed.
        ParticleLimit limit = InformationLimit.Limit(7, [2, 1, 1, 1.5], [4, 1, 1, 2], [0, 2], [1, 0, 2], []);
        limit.Deviations[0].ShouldBe(Math.Sqrt(0.4), 1e-12);
        limit.Deviations[1].ShouldBe(0);
        limit.Deviations[2].ShouldBe(Math.Sqrt(0.6), 1e-12);
        limit.Angstrom.ShouldBe(Math.Sqrt((4 * 2 - 2 * 1 + 2 * 3) / 5.0), 1e-12);
        limit.Covariances.ShouldBe([0, -0.2, 0], 1e-12); // of (1, 0), (2, 0), (2, 1)
        string truth = Shapes.Temporary("limit-covariances");
        LimitFiles.Write(truth, new SimulationLimit([limit], [1, 0, 2], 5, 1));
        File.ReadAllLines(LimitFiles.ParticlesOf(truth))[0].ShouldBe("particle,sd_t0,sd_t1,sd_t2,angstrom,cov_t1_t0,cov_t2_t0,cov_t2_t1");
        ParticleLimit read = LimitFiles.ReadParticles(truth)!.ShouldHaveSingleItem();
        (read.Particle, read.Covariances[1]).ShouldBe((7, -0.2));
        read.Deviations[2].ShouldBe(Math.Sqrt(0.6), 1e-5);
        File.WriteAllText(LimitFiles.ParticlesOf(truth), "particle,sd_t0,angstrom\n3,0.5,2\n");
        LimitFiles.ReadParticles(truth)!.ShouldHaveSingleItem().Covariances.ShouldBeEmpty(); // of an earlier version
        foreach (string damaged in (string[])["3,0.5", "3,0.5,2\n3,0.5,2", "-1,0.5,2", "1.5,0.5,2"])
        {
            File.WriteAllText(LimitFiles.ParticlesOf(truth), $"particle,sd_t0,angstrom\n{damaged}\n");
            Should.Throw<InputException>(() => LimitFiles.ReadParticles(truth)).Message.ShouldContain("above the one before");
        }
    }

    [Fact]
    public void No_signal_leaves_the_distribution_and_no_motion_leaves_nothing()
    {
        SimulationOptions options = Toys.Options(5);
        LimitSummary none = LimitSummary.Of(InformationLimit.Compute(options, 1e-9, 5));
        none.Coordinates[0].RSquared!.Value.ShouldBe(0, 1e-6);
        none.Coordinates[0].Left.ShouldBe(none.Coordinates[0].Deviation, 1e-6);
        SimulationOptions still = options with { Coordinates = [new CoordinateDistribution.Fixed(10)] };
        LimitSummary nothing = LimitSummary.Of(InformationLimit.Compute(still, 1, 5));
        nothing.Coordinates[0].RSquared.ShouldBeNull();
        (nothing.Coordinates[0].Left, nothing.Angstrom, nothing.MovingAtoms).ShouldBe((0, 0, 0));
        Should.Throw<InputException>(() => InformationLimit.Compute(options with { Snr = double.PositiveInfinity }, 1, 5));
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(300, 100)]
    [InlineData(5000, 500)]
    [InlineData(10_000_000, 1000)]
    public void A_tenth_of_the_particles_is_sampled(int count, int sample) => InformationLimit.SampleOf(count).ShouldBe(sample);

    [Fact]
    public void The_files_have_every_particle_and_read_back_and_do_not_depend_on_threads()
    {
        string truth = Shapes.Temporary("limit-files"), other = Shapes.Temporary("limit-files-2");
        SimulationLimit limit = InformationLimit.Compute(Toys.Options(30) with { Threads = 1 }, 1, 10);
        LimitFiles.Read(truth).ShouldBeNull();
        LimitFiles.ReadParticles(truth).ShouldBeNull();
        LimitFiles.Write(truth, limit);
        LimitFiles.Write(other, InformationLimit.Compute(Toys.Options(30) with { Threads = 2 }, 1, 10));
        string[] lines = File.ReadAllLines(Path.Combine(truth, "limit.csv"));
        lines[0].ShouldBe("particle,sd_t0,angstrom");
        lines.Skip(1).Select(line => line.Split(',')[0]).ShouldBe(["0", "3", "6", "9", "12", "15", "18", "21", "24", "27"]);
        foreach (string name in new[] { "limit.csv", "limit.json" })
        {
            File.ReadAllBytes(Path.Combine(other, name)).ShouldBe(File.ReadAllBytes(Path.Combine(truth, name)));
        }
        LimitSummary read = LimitFiles.Read(truth)!;
        (read.Particles, read.Simulated, read.MovingAtoms).ShouldBe((10, 30, limit.MovingAtoms));
        read.Angstrom.ShouldBe(Math.Sqrt(limit.Particles.Average(p => p.Angstrom * p.Angstrom)), 1e-12);
        File.WriteAllText(LimitFiles.SummaryOf(truth), "{");
        Should.Throw<InputException>(() => LimitFiles.Read(truth));
    }

    private static double Information(SimulationLimit limit, int particle) =>
        1 / (limit.Particles[particle].Deviations[0] * limit.Particles[particle].Deviations[0]) - 1 / limit.PriorVariances[0];
}
