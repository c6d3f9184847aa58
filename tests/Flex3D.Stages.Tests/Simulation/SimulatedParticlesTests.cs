using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Particles;
using Flex3D.Stages.Particles.Reading;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Stages.Tests.Geometry;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Simulation;

public class SimulatedParticlesTests
{
    [Fact]
    public void A_truth_folder_gives_the_images_of_the_stacks_and_those_at_other_coordinates()
    {
        string folder = Shapes.Temporary("sim-everything");
        SimulationOptions options = ImperfectParticlesTests.Everything() with { Snr = double.PositiveInfinity };
        SimulationResult result = Simulator.Run(options, folder);
        SimulatedParticles opened = SimulatedParticles.Open(Path.Combine(folder, "truth"), options.Motion);
        opened.GreyScale.ShouldBe(result.GreyScale);
        (opened.Options with { Motion = options.Motion }).Snr.ShouldBe(double.PositiveInfinity);
        float[] image = new float[32 * 32];
        int number = 0;
        foreach (float[] stored in Toys.Images(folder))
        {
            double[] coordinates = opened.Coordinates(number);
            opened.Signal(number, coordinates, image);
            image.ShouldBe(stored);
            opened.Signal(number, [coordinates[0] > 0 ? coordinates[0] - 20 : coordinates[0] + 20], image);
            image.SequenceEqual(stored).ShouldBe(opened.IsJunk(number));
            number++;
        }
        number.ShouldBe(24);
        Should.Throw<ArgumentOutOfRangeException>(() => opened.Coordinates(24));
    }

    [Fact]
    public void The_table_states_the_errors_and_the_truth_what_was_drawn()
    {
        string folder = Shapes.Temporary("sim-stated"), plain = Shapes.Temporary("sim-plain");
        SimulationOptions errors = Toys.Options(24) with { PoseErrorDegrees = 4, ShiftErrorAngstrom = 2, DefocusErrorAngstrom = 100, OpticsGroups = 2 };
        SimulationResult result = Simulator.Run(errors, folder);
        Simulator.Run(Toys.Options(24), plain);
        Toys.Images(folder).SelectMany(i => i).ShouldBe(Toys.Images(plain).SelectMany(i => i)); // only the table is wrong
        ParticleTable table = ParticleTableReader.Read(result.ParticlesStar), right = ParticleTableReader.Read(Path.Combine(plain, "particles.star"));
        string[] lines = File.ReadAllLines(Path.Combine(folder, "truth", "particles.csv"));
        lines[0].ShouldBe("particle,t0,rot,tilt,psi,originX,originY,defocusU,defocusV,group");
        for (int i = 0; i < 24; i++)
        {
            double[] row = [.. lines[i + 1].Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
            Flex3D.Stages.Geometry.Rotation.FromEulerDegrees(row[2], row[3], row[4]).M02.ShouldBe(right[i].Rotation.M02, 1e-6);
            row[5].ShouldBe(right[i].OriginXAngstrom, 1e-5);
            row[7].ShouldBe(right[i].DefocusUAngstrom, 1e-2);
            row[9].ShouldBe(1 + i % 2);
            table[i].Rotation.ShouldNotBe(right[i].Rotation);
            table[i].OriginXAngstrom.ShouldNotBe(right[i].OriginXAngstrom);
        }
        table.Optics.Count.ShouldBe(2);
    }

    [Fact]
    public void Everything_at_once_does_not_depend_on_threads()
    {
        string a = Shapes.Temporary("sim-all-one"), b = Shapes.Temporary("sim-all-two");
        Simulator.Run(ImperfectParticlesTests.Everything() with { Threads = 1 }, a);
        Simulator.Run(ImperfectParticlesTests.Everything() with { Threads = 2 }, b);
        foreach (string file in Directory.GetFiles(a, "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(Path.Combine(b, Path.GetRelativePath(a, file))).ShouldBe(File.ReadAllBytes(file), file);
        }
        File.ReadLines(Path.Combine(a, "truth", "particles.csv")).First().ShouldBe("particle,t0,rot,tilt,psi,originX,originY,defocusU,defocusV,contrast,group,junk,neighbours,present0");
    }

    [Fact]
    public void The_snr_is_that_of_the_particle_alone_and_the_noise_keeps_variance_1()
    {
        string noisy = Shapes.Temporary("sim-snr"), clean = Shapes.Temporary("sim-snr-clean"), alone = Shapes.Temporary("sim-snr-alone");
        SimulationOptions options = ImperfectParticlesTests.Everything() with { Count = 200, Snr = 0.5 };
        double scale = Simulator.Run(options, noisy).GreyScale;
        double cleanScale = Simulator.Run(options with { Snr = double.PositiveInfinity }, clean).GreyScale;
        Simulator.Run(options with { Snr = double.PositiveInfinity, JunkFraction = 0, Neighbours = 0, ContrastSpread = 0 }, alone);
        double signal = Toys.Images(alone).Average(i => i.Average(v => (double)v * v) - Math.Pow(i.Average(v => (double)v), 2));
        double noise = Toys.Images(noisy).Zip(Toys.Images(clean), (n, c) => n.Zip(c, (x, y) => Math.Pow(x - scale / cleanScale * y, 2)).Average()).Average();
        signal.ShouldBe(1, 1e-4);
        (scale / cleanScale).ShouldBe(Math.Sqrt(0.5), 1e-9);
        noise.ShouldBe(1, 0.03);
    }

    [Fact]
    public void The_consensus_holds_the_mean_composition_and_micelle()
    {
        string folder = Shapes.Temporary("sim-consensus");
        SimulationOptions options = ImperfectParticlesTests.Everything();
        SimulationResult result = Simulator.Run(options, folder);
        float[] weights = options.Motion.Molecule.Weights;
        double expected = weights.Sum() - 0.3 * weights[50..].Sum() + 0.7 * 0.38 * 2 * Math.PI * 22 * Math.PI * 5 * 6;
        (MrcMap.Read(result.ConsensusMap).Values.Sum(v => (double)v) / result.GreyScale).ShouldBe(expected, 0.01 * expected);
        MrcMap.Read(result.Mask)[16, 16 + 7, 16].ShouldBe(1f); // 21 Å along y: in the belt
    }

    [Fact]
    public void Structures_are_kept_with_the_truth()
    {
        string folder = Shapes.Temporary("sim-kept"), moved = Shapes.Temporary("sim-moved");
        string structures = Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures");
        var source = new StructureSource { Files = [Path.Combine(structures, "adk_open.pdb.gz")], Hinges = [Toys.Turning("A", 120, 160, -20, 20)] };
        SimulationOptions options = Toys.Options(4) with { Motion = source.Open(), Structures = source, Box = 48, TruthCoordinates = [[0]], Snr = double.PositiveInfinity };
        Simulator.Run(options, folder);
        Directory.Move(folder, moved);
        SimulatedParticles opened = SimulatedParticles.Open(Path.Combine(moved, "truth"));
        float[] image = new float[48 * 48];
        opened.Signal(3, opened.Coordinates(3), image);
        image.ShouldBe(Toys.Images(moved).Last());
        File.ReadAllText(Path.Combine(moved, "truth", "simulation.json")).ShouldNotContain(structures);
    }

    [Fact]
    public void A_folder_without_a_simulation_is_refused()
    {
        string folder = Shapes.Temporary("sim-none");
        Should.Throw<InputException>(() => SimulatedParticles.Open(folder)).Message.ShouldContain("simulate the particles again");
        Simulator.Run(Toys.Options(3), folder);
        Should.Throw<InputException>(() => SimulatedParticles.Open(Path.Combine(folder, "truth"))).Message.ShouldContain("structures");
        string json = Path.Combine(folder, "truth", "simulation.json");
        File.WriteAllText(json, "{\n\"version\": 1,\n \"options\": [");
        Should.Throw<InputException>(() => SimulatedParticles.Open(Path.Combine(folder, "truth"))).Message.ShouldContain(json);
    }
}
