using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Lanes;

namespace Flex3D.Stages.Tests.Engine.Convection;

/// <summary>Random voxels on a few random tetrahedra, with runs of every length and some voxels in no cell.</summary>
internal sealed class SplatFixture
{
    public SplatFixture(int n, int voxels, ulong seed, double spread = 0.4, int longest = 23)
    {
        N = n;
        double Next(ulong draw) => CounterRandom.Uniform(seed, 1, 0, 0, draw);
        ulong at = 0;
        const int Vertices = 12, Cells = 9;
        var cells = new List<int>();
        var weights = new List<float>();
        for (int cell = 0, left = voxels; left > 0; cell++, left--)
        {
            int length = Math.Min(left, cell < 60 || longest < 23 ? 1 + cell % longest : 300);
            left -= length - 1;
            for (int i = 0; i < length; i++)
            {
                cells.Add(cell % 10 == 9 ? -1 : cell % Cells);
                double[] w = [Next(at++), Next(at++), Next(at++), Next(at++)];
                double sum = w.Sum();
                weights.AddRange(cell % 10 == 9 ? [0, 0, 0, 0] : w.Select(v => (float)(v / sum)));
            }
        }
        var mesh = new TetrahedralMesh
        {
            Vertices = [.. Enumerable.Range(0, 3 * Vertices).Select(_ => (float)(n * (Next(at++) - 0.5)))],
            Cells = [.. Enumerable.Range(0, 4 * Cells).Select(i => i * 5 % Vertices)],
            RigidityWeights = new float[Cells],
            Mobility = new float[Vertices],
        };
        var binding = new VoxelBinding
        {
            Box = n,
            PixelSizeAngstrom = 1,
            Voxels = [.. Enumerable.Range(0, voxels).Select(i => (int)(i * 7919L % ((long)n * n * n)))],
            Cells = [.. cells],
            Barycentric = [.. weights],
            Mask = new float[voxels],
        };
        Plan = SplatPlan.Create(mesh, binding);
        Reference = new ConvectionReference(mesh, binding, Plan.RestVertices[(3 * Vertices)..]);
        Values = [.. Enumerable.Range(0, voxels).Select(_ => (float)(Next(at++) - 0.5))];
        (Px, Py, Pz) = (Positions(), Positions(), Positions());
        Image = [.. Enumerable.Range(0, n * n).Select(_ => (float)(Next(at++) - 0.5))];

        float[] Positions() => [.. Enumerable.Range(0, Plan.VertexCount).Select(_ => (float)(n / 2.0 + 2 * spread * n * (Next(at++) - 0.5)))];
    }

    public int N { get; }
    public SplatPlan Plan { get; }

    /// <summary>What the operators on the plan must agree with.</summary>
    public ConvectionReference Reference { get; }

    public float[] Values { get; }
    public float[] Px { get; }
    public float[] Py { get; }
    public float[] Pz { get; }

    /// <summary>Something to stand for an image's gradient.</summary>
    public float[] Image { get; }

    public static TheoryData<int> Widths => [4, 8, 16];

    public static SplatScratch Scratch(int width)
    {
        Assert.SkipUnless(LaneWidths.IsSupported((LaneWidth)width), $"this processor has no vectors of {width} floats");
        return new((LaneWidth)width);
    }

    public static double[] Double(float[] values) => [.. values.Select(v => (double)v)];

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    public static double Dot(float[] a, float[] b) => Dot(Double(a), Double(b));

    public float[] Project(SplatScratch scratch)
    {
        float[] image = new float[N * N];
        ConvectionProjection.Project(Plan, Values, Px, Py, N, image, scratch);
        return image;
    }

    public static void ShouldAgree(double[] expected, float[] actual, double relative)
    {
        actual.Length.ShouldBe(expected.Length);
        double scale = expected.Max(Math.Abs);
        scale.ShouldBeGreaterThan(0);
        for (int i = 0; i < expected.Length; i++)
        {
            Math.Abs(actual[i] - expected[i]).ShouldBeLessThan(relative * scale, $"element {i}: {actual[i]} against {expected[i]}");
        }
    }
}
