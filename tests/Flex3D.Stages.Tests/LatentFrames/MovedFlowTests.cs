using Flex3D.Stages.Geometry;
using Flex3D.Stages.LatentFrames;
using Flex3D.Stages.Model;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.LatentFrames;

/// <summary>The flow as seen from a conformation that is turned far.</summary>
public sealed class MovedFlowTests
{
    private readonly SmallWorld _world = new();

    // Turns everything about z by 80° for z0 = 1 and back by as much for -1, up to what a linear path between both makes of it.
    private sealed class Turning(TetrahedralMesh mesh) : IFlow
    {
        public int VertexCount => mesh.VertexCount;

        public int LatentDimension => 1;

        public void Flows(ReadOnlySpan<float> latents, int count, Span<float> flows)
        {
            for (int row = 0; row < count; row++)
            {
                (float sin, float cos) = MathF.SinCos(80 * MathF.PI / 180 * latents[row]);
                Span<float> flow = flows.Slice(3 * VertexCount * row, 3 * VertexCount);
                for (int v = 0; v < VertexCount; v++)
                {
                    (float x, float y) = (mesh.Vertices[3 * v], mesh.Vertices[3 * v + 1]);
                    (flow[v], flow[VertexCount + v], flow[2 * VertexCount + v]) = (cos * x - sin * y - x, sin * x + cos * y - y, 0);
                }
            }
        }
    }

    [Fact]
    public void A_turn_seen_from_a_turned_molecule_is_what_is_left_of_it()
    {
        var moved = new MovedFlow(new Turning(_world.Mesh), _world.Mesh, [1]);
        int n = moved.VertexCount, inside = 0;
        float[] flows = new float[6 * n];
        moved.Flows([1, 0.25f], 2, flows);
        flows.AsSpan(0, 3 * n).ToArray().ShouldAllBe(value => Math.Abs(value) < 1e-4);
        (double sin, double cos) = Math.SinCos(-60 * Math.PI / 180); // from 80° to 20°
        var locator = new PointLocator(_world.Mesh);
        (double back, double ahead) = Math.SinCos(-80 * Math.PI / 180);
        for (int v = 0; v < n; v++)
        {
            (double x, double y, double z) = (_world.Mesh.Vertices[3 * v], _world.Mesh.Vertices[3 * v + 1], _world.Mesh.Vertices[3 * v + 2]);
            if (locator.Locate(ahead * x - back * y, back * x + ahead * y, z).Inside)
            {
                inside++;
                ((double)flows[3 * n + v]).ShouldBe(cos * x - sin * y - x, 1e-3);
                ((double)flows[4 * n + v]).ShouldBe(sin * x + cos * y - y, 1e-3);
                flows[5 * n + v].ShouldBe(0);
            }
        }
        inside.ShouldBeGreaterThan(n / 3);
    }
}
