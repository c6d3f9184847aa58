using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Simulation.Surroundings;
using Flex3D.Stages.Tests.Geometry;

namespace Flex3D.Stages.Tests.Simulation;

public class SimulatorTests
{
    [Fact]
    public void The_same_options_give_the_same_bytes_on_one_thread_and_on_two()
    {
        string a = Shapes.Temporary("sim-one"), b = Shapes.Temporary("sim-two");
        Simulator.Run(Toys.Options(150) with { Threads = 1 }, a);
        Simulator.Run(Toys.Options(150) with { Threads = 2 }, b);
        string[] files = [.. Directory.GetFiles(a, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(a, f)).Order()];
        files.ShouldBe(["consensus.mrc", "mask.mrc", "particles.star", "particles_000.mrcs", "particles_001.mrcs", "truth/atoms.csv",
            "truth/map_t+0.mrc", "truth/map_t+40.mrc", "truth/map_t-40.mrc", "truth/mask_moving.mrc", "truth/particles.csv", "truth/simulation.json"], ignoreOrder: true);
        foreach (string file in files)
        {
            File.ReadAllBytes(Path.Combine(b, file)).ShouldBe(File.ReadAllBytes(Path.Combine(a, file)), file);
        }
        Simulator.Run(Toys.Options(150) with { Seed = 2 }, b);
        File.ReadAllBytes(Path.Combine(b, "particles_000.mrcs")).ShouldNotBe(File.ReadAllBytes(Path.Combine(a, "particles_000.mrcs")));
    }

    [Fact]
    public void Noise_has_unit_variance_and_the_signal_the_wanted_share()
    {
        string noisy = Shapes.Temporary("sim-noisy"), clean = Shapes.Temporary("sim-clean");
        Simulator.Run(Toys.Options(200), noisy);
        Simulator.Run(Toys.Options(200) with { Snr = double.PositiveInfinity }, clean);
        double signal = 0, noise = 0;
        foreach ((float[] n, float[] c) in Toys.Images(noisy).Zip(Toys.Images(clean)))
        {
            double mean = c.Average(v => (double)v);
            signal += c.Average(v => (v - mean) * (v - mean)) / 200;
            double scale = Math.Sqrt(0.5);
            noise += n.Zip(c, (x, y) => (x - scale * y) * (x - scale * y)).Average() / 200;
        }
        signal.ShouldBe(1, 1e-4);
        noise.ShouldBe(1, 0.02);
    }

    [Fact]
    public void Each_image_is_the_projection_of_its_conformation_at_its_pose_times_its_ctf()
    {
        string folder = Shapes.Temporary("sim-pose");
        SimulationOptions options = Toys.Options(12) with
        {
            Snr = double.PositiveInfinity,
            Stacks = 1,
            AmplitudeContrast = 1, // a pure amplitude object at no defocus: CTF = 1
            DefocusMinimumAngstrom = 0,
            DefocusMaximumAngstrom = 0,
            AstigmatismAngstrom = 0,
            SphericalAberrationMillimetre = 0,
        };
        SimulationResult result = Simulator.Run(options, folder);
        ParticleTable table = ParticleTableReader.Read(result.ParticlesStar);
        string[] truth = File.ReadAllLines(Path.Combine(folder, "truth", "particles.csv"));
        truth[0].ShouldBe("particle,t0");
        int index = 0;
        foreach (float[] image in Toys.Images(folder))
        {
            // The image's centre of mass is that of the conformation, rotated and shifted.
            double angle = double.Parse(truth[index + 1].Split(',')[1], CultureInfo.InvariantCulture);
            (double cx, double cy, double cz) = CentreOfMass(options.Motion, angle);
            (double rx, double ry, double rz) = CentreOfMass(options.Motion, 0);
            Particle particle = table[index];
            (double ex, double ey, _) = particle.Rotation.Apply(cx - rx, cy - ry, cz - rz);
            double sum = 0, mx = 0, my = 0;
            for (int p = 0; p < image.Length; p++)
            {
                (sum, mx, my) = (sum + image[p], mx + image[p] * 3.0 * (p % 32 - 16), my + image[p] * 3.0 * (p / 32 - 16));
            }
            (mx / sum).ShouldBe(ex - particle.OriginXAngstrom, 0.15); // ringing at the border weighs in a first moment
            (my / sum).ShouldBe(ey - particle.OriginYAngstrom, 0.15);
            (sum / result.GreyScale).ShouldBe(options.Motion.Molecule.Weights.Sum(), 0.5);
            index++;
        }
        index.ShouldBe(12);
    }

    [Fact]
    public void Truth_displacements_are_those_of_the_hinge_and_masks_hold_what_they_say()
    {
        string folder = Shapes.Temporary("sim-truth");
        SimulationResult result = Simulator.Run(Toys.Options(), folder);
        string[] lines = File.ReadAllLines(Path.Combine(folder, "truth", "atoms.csv"));
        lines[0].ShouldBe("x,y,z,dx@-40,dy@-40,dz@-40,dx@0,dy@0,dz@0,dx@40,dy@40,dz@40");
        lines.Length.ShouldBe(61);
        double[][] rows = [.. lines.Skip(1).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        rows[0][3..].ShouldAllBe(v => v == 0);
        rows[59][6..9].ShouldAllBe(v => v == 0);
        double reach = Math.Sqrt(rows[59][9] * rows[59][9] + rows[59][10] * rows[59][10]);
        reach.ShouldBeInRange(15, 25); // chord of 40° at 30 Å
        rows.Max(r => Math.Sqrt(r[9] * r[9] + r[10] * r[10] + r[11] * r[11])).ShouldBe(result.LargestDisplacementAngstrom, 1.0);

        DensityMap mask = MrcMap.Read(result.Mask), moving = MrcMap.Read(result.MovingMask!), consensus = MrcMap.Read(result.ConsensusMap);
        MapChecks.RequireMask(mask, "mask");
        MapChecks.RequireSame(mask, "mask", consensus, "consensus");
        mask.PixelSizeAngstrom.ShouldBe(3, 1e-5);
        moving.Values.Sum().ShouldBeLessThan(0.8f * mask.Values.Sum());
        moving[16, 16, 16 + 8].ShouldBe(1f); // 24 Å along x, the moving half
        moving[16, 16, 16 - 8].ShouldBe(0f);
        double inside = 0, all = 0;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            (inside, all) = (inside + mask.Values[i] * Math.Pow(consensus.Values[i], 2), all + Math.Pow(consensus.Values[i], 2));
        }
        (inside / all).ShouldBeGreaterThan(0.98);
    }

    [Fact]
    public void Particles_that_do_not_move_have_no_moving_mask()
    {
        string folder = Shapes.Temporary("sim-still");
        SimulationResult result = Simulator.Run(Toys.Options() with { Coordinates = [new CoordinateDistribution.Fixed(10)], TruthCoordinates = null }, folder);
        result.MovingMask.ShouldBeNull();
        result.LargestDisplacementAngstrom.ShouldBe(0);
        result.TruthCoordinates.ShouldBe([[10.0]]);
    }

    [Fact]
    public void What_cannot_be_simulated_is_refused()
    {
        string folder = Shapes.Temporary("sim-bad");
        string Refusal(SimulationOptions o) => Should.Throw<InputException>(() => Simulator.Run(o, folder)).Message;
        Refusal(Toys.Options() with { Box = 16 }).ShouldContain("choose a larger box");
        Refusal(Toys.Options() with { Box = 22 }).ShouldContain("22");
        Refusal(Toys.Options() with { Snr = 0 }).ShouldContain("SNR");
        Refusal(Toys.Options() with { Stacks = 99 }).ShouldContain("stacks");
        Refusal(Toys.Options() with { Coordinates = [new CoordinateDistribution.Uniform(-90, 0)] }).ShouldContain("found -90");
        Refusal(Toys.Options() with { ContrastSpread = -1 }).ShouldContain("contrast");
        Refusal(Toys.Options() with { OpticsGroups = 41 }).ShouldContain("optics groups");
        Refusal(Toys.Options() with { JunkFraction = double.NaN }).ShouldContain("junk");
        Refusal(Toys.Options() with { Micelles = [new Micelle { RadiusAngstrom = 5, ThicknessAngstrom = 12, HeightAngstrom = 9 }] }).ShouldContain("half its thickness");
        Refusal(Toys.Options() with { Micelles = [new Micelle { RadiusAngstrom = 45, ThicknessAngstrom = 12, HeightAngstrom = 9 }] }).ShouldContain("a micelle that reaches");
        Refusal(Toys.Options() with { Missing = [new MissingPart { Residues = [new ResidueRange("Z", 1, 9)], Fraction = 0.5 }] }).ShouldContain("its chains: A, B");
        Refusal(Toys.Options() with { Missing = [new MissingPart { Residues = [new ResidueRange("A", 1, 9), new ResidueRange("A", 70, 80)], Fraction = 0.5 }] }).ShouldContain("no atom in chain A 70-80");
        Directory.Exists(folder).ShouldBeFalse();
    }

    private static (double X, double Y, double Z) CentreOfMass(IMotion motion, double angle)
    {
        double[] p = new double[3 * motion.Molecule.Count];
        motion.Place([angle], p);
        double total = motion.Molecule.Weights.Sum();
        double Axis(int k) => Enumerable.Range(0, motion.Molecule.Count).Sum(a => motion.Molecule.Weights[a] * p[3 * a + k]) / total;
        return (Axis(0), Axis(1), Axis(2));
    }
}
