using System.Text.Json;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Geometry;
using Flex3D.Stages.Numerics;
using Flex3D.Stages.Numerics.Lanes;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Tests.Engine.Convection;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Priors;

public class RigidityPriorTests
{
    public static TheoryData<int> Widths => SplatFixture.Widths;

    [Theory]
    [MemberData(nameof(Widths))]
    public void Single_tetrahedra_agree_with_the_golden_vectors_and_reflected_ones_cost_more(int width)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("rigidity.json")));
        int reflected = 0, others = 0;
        foreach (JsonElement item in golden.RootElement.EnumerateArray())
        {
            string name = item.GetProperty("name").GetString()!;
            double energy = item.GetProperty("energy").GetDouble();
            double[] gradient = ConvectionGoldenTests.Numbers(item, "grad_deformed");
            var (found, slopes) = Evaluate(OneCell(item), ConvectionGoldenTests.Numbers(item, "deformed"), width);
            if (item.GetProperty("det").GetDouble() < 0)
            {
                found.ShouldBeGreaterThan(energy + 0.5, name);
                reflected++;
                continue;
            }
            found.ShouldBe(energy, 2e-6 * Math.Max(energy, 1), name);
            // A nearly flat tetrahedron's rotation amplifies the rounding of its single-precision edges by 1 / its least singular values.
            double scale = Math.Max(gradient.Max(Math.Abs), 0.1), tolerance = name.StartsWith("flat", StringComparison.Ordinal) ? 1e-4 : 1e-5;
            for (int i = 0; i < 12; i++)
            {
                slopes[i].ShouldBe(gradient[i], tolerance * scale, $"{name} {i}");
            }
            others++;
        }
        (reflected, others).ShouldBe((4, 18));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_mesh_of_the_golden_convection_agrees(int width)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(SharedData.Golden("convect.json")));
        JsonElement root = golden.RootElement, rigid = root.GetProperty("rigid");
        double[] rest = ConvectionGoldenTests.Numbers(root, "vertices_xyz"), flow = ConvectionGoldenTests.Numbers(root, "flow_xyz");
        double[] energies = ConvectionGoldenTests.Numbers(rigid, "energy"), gradients = ConvectionGoldenTests.Numbers(rigid, "grad_flow");
        var mesh = new TetrahedralMesh
        {
            Vertices = ConvectionGoldenTests.Single(rest),
            Cells = [.. ConvectionGoldenTests.Numbers(root, "tets").Select(v => (int)v)],
            RigidityWeights = ConvectionGoldenTests.Single(ConvectionGoldenTests.Numbers(root, "tet_weight")),
            Mobility = new float[rest.Length / 3],
        };
        for (int image = 0; image < 2; image++)
        {
            int at = image * rest.Length;
            var (energy, gradient) = Evaluate(mesh, [.. rest.Select((v, i) => v + flow[at + i])], width);
            energy.ShouldBe(energies[image], 1e-5 * energies[image]);
            SplatFixture.ShouldAgree(gradients[at..(at + rest.Length)], ConvectionGoldenTests.Single(gradient), 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_gradient_is_the_slope_of_the_energy_inverted_cells_included(int width)
    {
        TetrahedralMesh mesh = RandomMesh(30, out double[] deformed);
        double[] gradient = Evaluate(mesh, deformed, width).Gradient;
        double scale = gradient.Max(Math.Abs);
        for (int i = 0; i < deformed.Length; i++)
        {
            double kept = deformed[i];
            deformed[i] = (float)(kept + 0.01);
            double plus = Evaluate(mesh, deformed, width).Energy, upper = deformed[i];
            deformed[i] = (float)(kept - 0.01);
            double slope = (plus - Evaluate(mesh, deformed, width).Energy) / (upper - deformed[i]);
            deformed[i] = kept;
            gradient[i].ShouldBe(slope, 3e-3 * scale, $"coordinate {i}");
        }
    }

    [Fact]
    public void The_energy_of_inverted_and_sound_cells_is_that_of_the_singular_values_at_every_width()
    {
        TetrahedralMesh mesh = RandomMesh(61, out double[] deformed);
        double expected = RigidityReference.Energy(mesh, deformed);
        foreach (LaneWidth width in new[] { LaneWidth.Four, LaneWidth.Eight, LaneWidth.Sixteen }.Where(LaneWidths.IsSupported))
        {
            Evaluate(mesh, deformed, (int)width).Energy.ShouldBe(expected, 2e-6 * expected);
        }
    }

    [Fact]
    public void Moving_and_turning_the_whole_mesh_costs_nothing_and_exerts_no_force()
    {
        TetrahedralMesh mesh = RandomMesh(40, out double[] deformed);
        Rotation a = Rotation.FromEulerDegrees(70, 110, -35);
        double[] moved = new double[deformed.Length];
        for (int v = 0; v < mesh.VertexCount; v++)
        {
            var (x, y, z) = a.Apply(mesh.Vertices[3 * v], mesh.Vertices[3 * v + 1], mesh.Vertices[3 * v + 2]);
            (moved[3 * v], moved[3 * v + 1], moved[3 * v + 2]) = (x + 5, y - 3, z + 1);
        }
        var (energy, gradient) = Evaluate(mesh, moved, (int)LaneWidths.Best);
        energy.ShouldBeLessThan(1e-8);
        gradient.ShouldAllBe(g => Math.Abs(g) < 1e-4);

        gradient = Evaluate(mesh, deformed, (int)LaneWidths.Best).Gradient;
        for (int axis = 0; axis < 3; axis++)
        {
            gradient.Where((_, i) => i % 3 == axis).Sum().ShouldBe(0, 1e-4 * gradient.Max(Math.Abs));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Slopes_and_curvatures_along_motions_are_those_of_the_energy(int width)
    {
        const int Motions = 3;
        const double Step = 0.05, Strength = 0.7;
        Assert.SkipUnless(LaneWidths.IsSupported((LaneWidth)width), $"this processor has no vectors of {width} floats");
        TetrahedralMesh mesh = RandomMesh(30, out double[] deformed, 3);
        int length = deformed.Length, stride = length + 5;
        double[][] ways = [.. Enumerable.Range(0, Motions).Select(k => Enumerable.Range(0, length).Select(i => CounterRandom.Normal(12, (uint)k, 0, 0, (ulong)i)).ToArray())];
        float[] along = new float[Motions * stride];
        for (int k = 0; k < Motions; k++)
        {
            ByAxis(ways[k]).CopyTo(along, k * stride);
        }
        double[] slopes = [1, 2, 3], curvatures = new double[Motions * Motions];
        ICurvedPrior prior = new RigidityPrior(mesh, (LaneWidth)width);
        prior.Along(ByAxis(deformed), along, stride, 0.01f, slopes, curvatures, Strength).ShouldBe(Energy(0, 0, 0, 0), 1e-5);
        for (int k = 0; k < Motions; k++)
        {
            (slopes[k] - 1 - k).ShouldBe(Strength * (Energy(k, Step, 0, 0) - Energy(k, -Step, 0, 0)) / (2 * Step), 0.02 * Math.Sqrt(curvatures[k * Motions + k]));
            for (int l = 0; l < Motions; l++)
            {
                double bend = Strength * (Energy(k, Step, l, Step) - Energy(k, Step, l, -Step) - Energy(k, -Step, l, Step) + Energy(k, -Step, l, -Step)) / (4 * Step * Step);
                curvatures[k * Motions + l].ShouldBe(bend, 0.01 * Math.Sqrt(curvatures[k * Motions + k] * curvatures[l * Motions + l]));
            }
        }

        double Energy(int k, double first, int l, double second) => RigidityReference.Energy(mesh, [.. deformed.Select((at, i) => at + first * ways[k][i] + second * ways[l][i])]);
    }

    [Fact]
    public void Curvatures_are_finite_where_cells_turn_inside_out()
    {
        TetrahedralMesh mesh = RandomMesh(61, out double[] deformed);
        double[] slopes = new double[1], curvatures = new double[1];
        ((ICurvedPrior)new RigidityPrior(mesh)).Along(ByAxis(deformed), ByAxis([.. mesh.Vertices.Select(v => (double)v)]), 0, 0.01f, slopes, curvatures, 1);
        double.IsFinite(curvatures[0]).ShouldBeTrue();
    }

    [Fact]
    public void Positions_that_are_not_finite_give_an_energy_that_is_not()
    {
        TetrahedralMesh mesh = RandomMesh(20, out double[] deformed);
        deformed[4] = double.NaN;
        double.IsFinite(Evaluate(mesh, deformed, (int)LaneWidths.Best).Energy).ShouldBeFalse();
        deformed[4] = double.PositiveInfinity;
        double.IsFinite(Evaluate(mesh, deformed, (int)LaneWidths.Best).Energy).ShouldBeFalse();
    }

    [Fact]
    public void Evaluations_cost_no_allocation()
    {
        TetrahedralMesh mesh = RandomMesh(50, out double[] deformed);
        var prior = new RigidityPrior(mesh);
        float[] x = [.. deformed.Select(value => (float)value)], g = new float[x.Length];
        long before = 0;
        for (int call = 0; call < 20; call++)
        {
            before = call == 1 ? GC.GetAllocatedBytesForCurrentThread() : before;
            prior.EnergyAndGradient(x, g, 1);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Flat_cells_and_bad_weights_are_refused_by_number()
    {
        TetrahedralMesh flat = new() { Vertices = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0], Cells = [0, 1, 2, 3], RigidityWeights = [1], Mobility = [1, 1, 1, 1] };
        Should.Throw<InputException>(() => new RigidityPrior(flat)).Message.ShouldContain("cell 0");
        TetrahedralMesh negative = new() { Vertices = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], Cells = [0, 1, 2, 3], RigidityWeights = [-1], Mobility = [1, 1, 1, 1] };
        Should.Throw<InputException>(() => new RigidityPrior(negative)).Message.ShouldContain("weight");
    }

    private static (double Energy, double[] Gradient) Evaluate(TetrahedralMesh mesh, double[] deformed, int width)
    {
        Assert.SkipUnless(LaneWidths.IsSupported((LaneWidth)width), $"this processor has no vectors of {width} floats");
        float[] axes = ByAxis(deformed);
        float[] slopes = new float[deformed.Length];
        double energy = new RigidityPrior(mesh, (LaneWidth)width).EnergyAndGradient(axes, slopes, 1);
        return (energy, [.. Enumerable.Range(0, deformed.Length).Select(i => (double)slopes[i % 3 * mesh.VertexCount + i / 3])]);
    }

    // From [vertex][x, y, z] to [x, y, z][vertex].
    private static float[] ByAxis(double[] positions) => [.. Enumerable.Range(0, 3).SelectMany(a => ConvectionGoldenTests.Single([.. positions.Where((_, i) => i % 3 == a)]))];

    private static TetrahedralMesh OneCell(JsonElement item) => new()
    {
        Vertices = ConvectionGoldenTests.Single(ConvectionGoldenTests.Numbers(item, "rest")),
        Cells = [0, 1, 2, 3],
        RigidityWeights = [1],
        Mobility = [1, 1, 1, 1],
    };

    // Well-shaped cells, deformed by up to half an amplitude, by default so strongly that some turn inside out.
    private static TetrahedralMesh RandomMesh(int cells, out double[] deformed, double amplitude = 6)
    {
        float[] vertices = new float[3 * (cells + 3)];
        deformed = new double[vertices.Length];
        for (int i = 0; i < vertices.Length; i++)
        {
            int v = i / 3;
            // A helix: four vertices in a row make a good tetrahedron.
            double at = (i % 3) switch { 0 => 8 * Math.Cos(2.3 * v), 1 => 8 * Math.Sin(2.3 * v), _ => 3.0 * v };
            vertices[i] = (float)at;
            deformed[i] = (float)(at + amplitude * (CounterRandom.Uniform(11, 0, 0, 0, (ulong)i) - 0.5));
        }
        return new()
        {
            Vertices = vertices,
            Cells = [.. Enumerable.Range(0, 4 * cells).Select(i => i / 4 + i % 4)],
            RigidityWeights = [.. Enumerable.Range(0, cells).Select(j => 0.5f + j % 3)],
            Mobility = new float[cells + 3],
        };
    }
}
