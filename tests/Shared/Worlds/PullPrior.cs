using Flex3D.Stages.Geometry;
using Flex3D.Stages.Priors;

namespace Flex3D.Tests.Worlds;

/// <summary>A prior of the tests' own, E = Σ_v ‖y_v − x_v‖²: it pulls each vertex to where it is at rest, and counts how often it was asked.</summary>
internal sealed class PullPrior(TetrahedralMesh mesh) : IFlowPrior
{
    public static FlowPriorKind Kind { get; } = new("pull", mesh => new PullPrior(mesh));

    public long Bytes => 0;

    public int Asked { get; private set; }

    public double EnergyAndGradient(ReadOnlySpan<float> deformed, Span<float> gradient, double strength)
    {
        Asked++;
        int count = deformed.Length / 3;
        double energy = 0;
        for (int i = 0; i < deformed.Length; i++)
        {
            double moved = (double)deformed[i] - mesh.Vertices[3 * (i % count) + i / count];
            energy += moved * moved;
            if (!gradient.IsEmpty)
            {
                gradient[i] += (float)(strength * 2 * moved);
            }
        }
        return energy;
    }
}
