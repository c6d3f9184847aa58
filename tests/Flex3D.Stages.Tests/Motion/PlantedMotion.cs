using Flex3D.Stages.Maps;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Motion;

/// <summary>A molecule of two blobs whose upper one slides along x with the first latent; the second latent moves nothing.</summary>
internal static class PlantedMotion
{
    public const int Particles = 3000;
    public const int Side = 6;
    public const double Cell = 14;

    public static float[] Vertices { get; } = [.. from z in Enumerable.Range(0, Side)
                                                  from y in Enumerable.Range(0, Side)
                                                  from x in Enumerable.Range(0, Side)
                                                  from at in (int[])[x, y, z]
                                                  select (float)((at - (Side - 1) / 2.0) * Cell)];

    public static int VertexCount => Vertices.Length / 3;

    /// <summary>Density at each vertex: both blobs.</summary>
    public static float[] Weights { get; } = [.. Enumerable.Range(0, VertexCount).Select(v => (float)Density(Vertices[3 * v], Vertices[3 * v + 1], Vertices[3 * v + 2], 0))];

    /// <summary>[particle][2]: the first uniform in ±1, the second normal.</summary>
    public static float[] Latents { get; } = [.. Enumerable.Range(0, Particles).SelectMany(i => (float[])[
        (float)(2 * CounterRandom.Uniform(5, 0, 0, (ulong)i, 0) - 1), (float)(0.4 * CounterRandom.Normal(5, 1, 0, (ulong)i, 0))])];

    /// <summary>Å that the top moves per unit of the first latent.</summary>
    public const double Amplitude = 10;

    public static void Flow(double latent, Span<float> flow)
    {
        for (int v = 0; v < VertexCount; v++)
        {
            double z = Vertices[3 * v + 2];
            flow[3 * v] = (float)(Amplitude * latent * Smooth(z));
            flow[3 * v + 1] = 2; // the same for all: no motion
            flow[3 * v + 2] = (float)(-0.5 * Amplitude * latent * latent * Smooth(z));
        }
    }

    public static void Evaluate(int first, int stride, int count, Span<float> flows)
    {
        for (int i = 0; i < count; i++)
        {
            Flow(Latents[2 * (first + i * stride)], flows.Slice(i * 3 * VertexCount, 3 * VertexCount));
        }
    }

    public static DensityMap Map(double shift)
    {
        var map = new DensityMap(48, 2.5);
        for (int z = 0; z < 48; z++)
        {
            for (int y = 0; y < 48; y++)
            {
                for (int x = 0; x < 48; x++)
                {
                    map[z, y, x] = (float)(Density((x - 24) * 2.5, (y - 24) * 2.5, (z - 24) * 2.5, shift)
                        + 0.03 * CounterRandom.Normal(1, 0, 0, (ulong)((z * 48 + y) * 48 + x), 0));
                }
            }
        }
        return map;
    }

    private static double Smooth(double z) => 1 / (1 + Math.Exp(-(z - 5) / 4));

    private static double Density(double x, double y, double z, double shift) =>
        Blob(x, y, z + 18, 17) + 0.7 * Blob(x - shift, y - 4, z - 20, 11) + 0.5 * Blob(x + 14, y, z + 25, 8);

    private static double Blob(double x, double y, double z, double radius) => Math.Exp(-(x * x + y * y + z * z) / (2 * radius * radius));

    private static readonly Lazy<PrincipalMotion> Found = new(() => PrincipalMotion.Of(Particles, Vertices, Weights, Evaluate));

    public static PrincipalMotion Motion() => Found.Value;
}
