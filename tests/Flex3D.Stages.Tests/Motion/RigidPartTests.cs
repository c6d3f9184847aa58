using Flex3D.Stages.Geometry;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Tests.Motion;

public class RigidPartTests
{
    private static readonly int s_count = PlantedModel.Mesh.VertexCount;
    private static readonly Rotation s_turn = Rotation.FromEulerDegrees(25, 20, -25); // 20° about a tilted axis
    private static readonly double s_hinge = PlantedModel.Beyond(0.3);

    [Fact]
    public void A_flow_that_only_turns_and_shifts_leaves_nothing()
    {
        float[] flow = PlantedModel.Field((x, y, z) => Rigid((x, y, z)));
        RigidMotion found = new RigidPart(PlantedModel.Mesh.Vertices, [.. PlantedModel.Density.Select(d => (double)d)]).Remove(flow);
        flow.Max(Math.Abs).ShouldBeLessThan(1e-3f);
        found.X.ShouldBe(3, 1e-3);
        found.Rotation.M22.ShouldBe(Math.Cos(20 * Math.PI / 180), 1e-5);
    }

    // The part that swings is the end of a long molecule, with a lever longer than that of the part that stays.
    [Theory]
    [InlineData(30, -30)]
    [InlineData(30, 0)]
    public void A_part_that_swings_leaves_the_other_in_place(double plus, double minus)
    {
        float[] up = PlantedModel.Field(Swing(plus)), down = PlantedModel.Field(Swing(minus));
        FlexModel model = PlantedModel.Create([(up, down)], [.. Enumerable.Range(0, 90).Select(i => i % 3 - 1f)]);
        var rigid = RigidPart.Of(model, PlantedModel.Density);
        float[] found = new float[up.Length];
        new InternalFlow(model, rigid).Flows([1f], 1, found);
        ShouldBeAs(found, up);
        found.Max(Math.Abs).ShouldBeGreaterThan(8);

        // The same conformation in another pose.
        float[] turned = PlantedModel.Field((x, y, z) => Rigid(Swing(plus)(x, y, z)));
        _ = rigid.Remove(turned);
        ShouldBeAs(turned, up);
    }

    [Fact]
    public void A_part_that_few_particles_swing_leaves_the_other_in_place_in_every_pose()
    {
        float[] up = PlantedModel.Field((x, y, z) => Rigid(Swing(30)(x, y, z))), still = PlantedModel.Field((x, y, z) => PlantedModel.Turn(x, y, z, 5));
        FlexModel model = PlantedModel.Create([(up, still)], [.. Enumerable.Range(0, 200).Select(i => i % 10 == 0 ? 1f : -1)]);
        float[] found = new float[2 * up.Length];
        new InternalFlow(model, RigidPart.Of(model, PlantedModel.Density)).Flows([1f, -1f], 2, found);
        ShouldBeAs(found[..up.Length], PlantedModel.Field(Swing(30)));
        found[up.Length..].Max(Math.Abs).ShouldBeLessThan(0.1f);
    }

    [Fact]
    public void A_part_that_is_held_still_stays_where_it_is_however_much_of_the_density_moves()
    {
        FlexModel swings = PlantedModel.Create([(PlantedModel.Field(Swing(30)), PlantedModel.Field(Swing(-30)))], [1, -1]);
        float[] mobility = [.. Enumerable.Range(0, s_count).Select(v => PlantedModel.Mesh.Vertices[3 * v] < -20 ? 0f : 1)];
        FlexModel held = swings with { Mesh = new TetrahedralMesh { Vertices = PlantedModel.Mesh.Vertices, Cells = PlantedModel.Mesh.Cells, RigidityWeights = PlantedModel.Mesh.RigidityWeights, Mobility = mobility } };
        float[] whole = new float[3 * s_count], found = new float[3 * s_count];
        new FlowField(held).Flows([1f], 1, whole);
        new InternalFlow(held, RigidPart.Of(held, PlantedModel.Density)).Flows([1f], 1, found);
        found.ShouldBe(whole);
        Enumerable.Range(0, 3 * s_count).Where(i => mobility[i % s_count] == 0).ShouldAllBe(i => found[i] == 0);
    }

    [Fact]
    public void No_flow_and_a_tiny_one_keep_every_bit()
    {
        var rigid = new RigidPart(PlantedModel.Mesh.Vertices, [.. PlantedModel.Density.Select(d => (double)d)]);
        float[] none = new float[3 * s_count], tiny = [.. Enumerable.Range(0, 3 * s_count).Select(i => i % 7 * 1e-7f)];
        rigid.Remove(none).ShouldBe(RigidMotion.Identity);
        none.ShouldAllBe(value => value == 0);
        rigid.Remove(tiny).ShouldBe(RigidMotion.Identity);
        tiny[6].ShouldBe(6e-7f);
    }

    [Fact]
    public void Points_that_leave_the_turn_open_are_not_turned()
    {
        float[] line = [0, 0, 0, 10, 0, 0, 20, 0, 0], shifted = [1, 1, 1, 2, 2, 2, 3, 3, 3];
        RigidMotion along = new RigidPart(line, [1, 1, 1]).Remove(shifted);
        shifted.ShouldBe(new float[9], 1e-4f);
        along.Rotation.M11.ShouldBe(1, 1e-6);
        float[] one = [1, 2, 3];
        new RigidPart([5f, 6f, 7f], [1]).Remove(one).Rotation.M00.ShouldBe(1, 1e-4);
        one.ShouldBe(new float[3], 1e-4f);
        new RigidPart(line, [0, 0, 0]).Of(shifted).ShouldBe(RigidMotion.Identity);
    }

    private static void ShouldBeAs(float[] found, float[] expected)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            found[i].ShouldBe(expected[i], 0.1f, $"vertex {i % s_count}");
        }
    }

    private static Func<double, double, double, (double X, double Y, double Z)> Swing(double degrees) =>
        (x, y, z) => x >= s_hinge ? PlantedModel.Turn(x, y, z, degrees, s_hinge) : (x, y, z);

    private static (double X, double Y, double Z) Rigid((double X, double Y, double Z) at)
    {
        (double x, double y, double z) = s_turn.Apply(at.X, at.Y, at.Z);
        return (x + 3, y - 5, z + 4);
    }
}
