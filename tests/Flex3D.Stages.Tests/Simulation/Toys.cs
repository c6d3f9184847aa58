using Flex3D.Stages.Formats;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Simulation;
using Flex3D.Stages.Simulation.Molecules;

namespace Flex3D.Stages.Tests.Simulation;

/// <summary>Small molecules made for tests.</summary>
internal static class Toys
{
    /// <summary>A rod along x of 60 atoms: chain A its left half, chain B its right half.</summary>
    public static (SimulatedMolecule Molecule, double[] Positions) Rod()
    {
        var atoms = new List<StructureAtom>();
        for (int i = 0; i < 60; i++)
        {
            double[] jitter = [.. Enumerable.Range(0, 3).Select(k => 3 * CounterRandom.Normal(4, 0, 0, (ulong)i, (ulong)(2 * k)))];
            atoms.Add(new StructureAtom(new AtomKey(i < 30 ? "A" : "B", i + 1, "", "CA"), "GLY", i % 3 == 0 ? "S" : "C", i - 29.5 + jitter[0], jitter[1], jitter[2]));
        }
        return MoleculeBuilder.Single("rod", atoms);
    }

    /// <summary>The rod's right half turning about the z axis through its middle.</summary>
    public static HingeMotion Bending(double minimum = -40, double maximum = 40)
    {
        (SimulatedMolecule molecule, double[] rest) = Rod();
        return new HingeMotion(molecule, rest, [Turning("B", 31, 60, minimum, maximum)]);
    }

    /// <summary>Residues that turn about the z axis.</summary>
    public static Hinge Turning(string chain, int first, int last, double minimum, double maximum) =>
        new() { Moving = [new ResidueRange(chain, first, last)], Point = (0, 0, 0), Direction = (0, 0, 2), MinimumDegrees = minimum, MaximumDegrees = maximum };

    public static SimulationOptions Options(int count = 40) => new()
    {
        Motion = Bending(),
        Box = 32,
        PixelSizeAngstrom = 3,
        Count = count,
        Stacks = 2,
        Snr = 0.5,
        ShiftSigmaAngstrom = 2,
        ConsensusParticles = 10,
        TruthCoordinates = [[-40], [0], [40]],
    };

    /// <summary>Reads all images of the stacks of a folder, in order.</summary>
    public static IEnumerable<float[]> Images(string folder)
    {
        foreach (string path in Directory.GetFiles(folder, "*.mrcs").Order())
        {
            using MrcStack stack = MrcStack.Open(path);
            for (int i = 0; i < stack.Count; i++)
            {
                float[] image = new float[stack.Width * stack.Height];
                stack.ReadImage(i, image);
                yield return image;
            }
        }
    }
}
