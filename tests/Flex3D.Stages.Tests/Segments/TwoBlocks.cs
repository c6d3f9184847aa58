using Flex3D.Stages.Geometry;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;

namespace Flex3D.Stages.Tests.Segments;

/// <summary>Two blocks side by side that touch at an oblique face, labelled 4 and 7.</summary>
internal static class TwoBlocks
{
    public const int Box = 24;
    public const double Pixel = 3;

    public static readonly DensityMap Mask = new(Box, Pixel, [.. Voxels().Select(v => Inside(v) ? 1f : 0)]);

    public static readonly SegmentPlan[] Plans = [new(4, "left"), new(7, "right")];

    /// <summary>Labels of all voxels of the box.</summary>
    public static readonly SegmentGrid Places = new(Box, Pixel, [.. Voxels().Select(Label)]);

    public static (int X, int Y, int Z)[] Voxels() => [.. Enumerable.Range(0, Box * Box * Box).Select(i => (i % Box, i / Box % Box, i / Box / Box))];

    public static bool Inside((int X, int Y, int Z) v) => v is { X: >= 4 and < 20, Y: >= 6 and < 18, Z: >= 6 and < 18 };

    public static int Label((int X, int Y, int Z) v) => v.X + v.Y / 3 < 16 ? 4 : 7;

    public static CutMesh Cut(bool fused, double fuseDensity = 0, DensityMap? density = null) => CutMeshBuilder.Build(
        Mask, Places, density, new CutMeshOptions(new MeshOptions { CellsAcrossBox = 6 }, Plans, fused ? [(4, 7)] : []) { FuseDensity = fuseDensity });
}
