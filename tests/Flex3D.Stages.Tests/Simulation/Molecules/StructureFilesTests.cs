using Flex3D.Stages.Simulation.Molecules;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Simulation.Molecules;

public class StructureFilesTests
{
    private static readonly string[] Hsp90 = [.. from a in (string[])["01", "11", "20"] from b in (string[])["01", "11", "20"] select $"structures/hsp90/state_{a}_{b}.pdb.gz"];

    [Fact]
    public void Adenylate_kinase_of_the_repository_opens()
    {
        string folder = Path.Combine(SharedData.RepositoryRoot, "pipelines", "structures");
        StateMotion motion = StructureFiles.States([Path.Combine(folder, "adk_open.pdb.gz"), Path.Combine(folder, "adk_closed.pdb.gz")]);
        motion.Molecule.Count.ShouldBe(1656);
        motion.Molecule.Weights.Sum().ShouldBeInRange(10_000, 12_000); // 24 kDa of C, N, O and S
        (double rms, double largest) = Change(motion, [0], [1]);
        rms.ShouldBeInRange(6.5, 8); // 7.1 Å between the CA atoms of 4AKE and 1AKE
        largest.ShouldBeInRange(15, 35);
        Change(motion, [0], [0.5]).Rms.ShouldBe(rms / 2, 1e-6);
    }

    [Fact]
    public void Hsp90_is_a_grid_of_two_coordinates()
    {
        StateMotion motion = StructureFiles.States([.. Hsp90.Select(SharedData.Require)], [3, 3]);
        motion.Ranges.Count.ShouldBe(2);
        motion.Molecule.Count.ShouldBe(9758);
        Change(motion, [0, 0], [1, 0]).Rms.ShouldBeGreaterThan(3);
        Change(motion, [0, 0], [0, 1]).Rms.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void The_spikes_are_matched_on_the_residues_both_have()
    {
        StateMotion motion = StructureFiles.States([SharedData.Require("structures/spike/6vxx.pdb.gz"), SharedData.Require("structures/spike/6vyb.pdb.gz")]);
        motion.Molecule.Count.ShouldBeInRange(20_000, 22_812);
        (double rms, double largest) = Change(motion, [0], [1]);
        rms.ShouldBeInRange(1, 15);
        largest.ShouldBeInRange(30, 120); // one receptor-binding domain turns by 62°
    }

    private static (double Rms, double Largest) Change(StateMotion motion, double[] from, double[] to)
    {
        double[] a = new double[3 * motion.Molecule.Count], b = new double[a.Length];
        motion.Place(from, a);
        motion.Place(to, b);
        double sum = 0, largest = 0;
        for (int i = 0; i < a.Length; i += 3)
        {
            double d = Enumerable.Range(i, 3).Sum(k => (a[k] - b[k]) * (a[k] - b[k]));
            (sum, largest) = (sum + d, Math.Max(largest, d));
        }
        return (Math.Sqrt(sum / motion.Molecule.Count), Math.Sqrt(largest));
    }
}
