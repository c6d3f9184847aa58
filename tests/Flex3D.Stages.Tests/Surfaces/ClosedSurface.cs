using Flex3D.Stages.Surfaces;

namespace Flex3D.Stages.Tests.Surfaces;

/// <summary>Checks of a surface that know nothing of how it was made.</summary>
internal static class ClosedSurface
{
    /// <summary>Each edge belongs to two triangles that go along it in opposite directions, and no triangle has a corner twice.</summary>
    public static void ShouldBeClosed(this TriangleMesh surface)
    {
        var along = new HashSet<(int, int)>();
        for (int t = 0; t < surface.Count; t++)
        {
            for (int corner = 0; corner < 3; corner++)
            {
                int a = surface.Triangles[3 * t + corner], b = surface.Triangles[3 * t + (corner + 1) % 3];
                a.ShouldNotBe(b);
                along.Add((a, b)).ShouldBeTrue($"two triangles go from {a} to {b}");
            }
        }
        along.ShouldAllBe(edge => along.Contains(new ValueTuple<int, int>(edge.Item2, edge.Item1)));
        surface.Triangles.Distinct().Count().ShouldBe(surface.Vertices.Length, "a vertex belongs to no triangle");
    }

    /// <summary>Vertices − edges + faces: 2 for each piece without a handle.</summary>
    public static int Euler(this TriangleMesh surface) => surface.Vertices.Length - 3 * surface.Count / 2 + surface.Count;
}
