using Flex3D.Stages.Numerics;

namespace Flex3D.Stages.Tests.Conformations;

/// <summary>Latents whose distribution is known.</summary>
internal static class Cloud
{
    /// <summary>Normal blobs, one after the other: [particle][2].</summary>
    public static float[] Blobs(params (double X, double Y, double Deviation, int Count)[] blobs) =>
    [
        .. blobs.SelectMany((blob, number) => Enumerable.Range(0, blob.Count).SelectMany(i => (float[])[
            (float)(blob.X + blob.Deviation * CounterRandom.Normal(3, (ulong)number, 0, (ulong)i, 0)), (float)(blob.Y + blob.Deviation * CounterRandom.Normal(3, (ulong)number, 0, (ulong)i, 1))])),
    ];

    /// <summary>Three quarters of a ring of radius 1 that is open to the right, with some scatter: [particle][2].</summary>
    public static float[] Horseshoe(int count, double scatter = 0.03) =>
    [
        .. Enumerable.Range(0, count).SelectMany(i =>
        {
            double angle = Math.PI * (0.25 + 1.5 * CounterRandom.Uniform(4, 0, 0, (ulong)i, 0)), radius = 1 + scatter * CounterRandom.Normal(4, 1, 0, (ulong)i, 0);
            return (float[])[(float)(radius * Math.Cos(angle)), (float)(radius * Math.Sin(angle))];
        }),
    ];

    /// <summary>The distance of two points of a plane.</summary>
    public static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Math.Sqrt(Math.Pow(a[0] - b[0], 2) + Math.Pow(a[1] - b[1], 2));
}
