using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;

namespace Flex3D.Bench.Gpu;

/// <summary>From vertices to images and back.</summary>
/// <remarks>
/// Bytes and atomics are those of the rooflines in <see cref="Splat"/> and <see cref="SplatTiles"/>; the adjoint for the map reads a
/// voxel's place once for all rows, and a vertex reads its place and flow and leaves a point. Flops of a voxel: its point 18, whole
/// pixels 4, weights 2·15, slopes 2·11, four lines of taps: 4·5 forward, 4·9 for a value, 4·20 with both derivatives.
/// </remarks>
internal static class SplatCases
{
    /// <summary>Pixels of all tiles that are not zero, for a voxel.</summary>
    private const double TilePixels = 0.4;

    public static IEnumerable<KernelCase> Of(KernelBuffers on)
    {
        (KernelSet kernels, RowBuffers rows, SplatViews plan, int count) = (on.Kernels, on.Rows, on.Problem.Splat, on.Count);
        (int voxels, int vertices, int moving, int pixels) = (count * plan.Voxels, count * plan.Vertices, count * on.Problem.Moving, count * on.Box * on.Box);
        double splatCorners = 4.0 * plan.Runs / on.Problem.Moving;
        yield return new(nameof(kernels.Place), "vertex", vertices, new(32, 15), () =>
            kernels.Place(on.Stream, vertices, on.Problem.Rest, plan.Vertices, rows.Flow, on.Problem.Moving, on.Shard.Poses, rows.ImageOf, rows.QX, rows.QY, rows.Lost));
        yield return new(nameof(kernels.Project), "voxel", voxels, new(28, 77, Atomics: 16), () =>
            kernels.Project(on.Stream, voxels, plan, on.Density, rows.QX, rows.QY, rows.Sums));
        yield return new(nameof(kernels.ProjectTiles), "voxel", voxels, new(28, 77, Atomics: TilePixels, SharedAtomics: 16), () =>
            kernels.ProjectTiles(on.Stream, on.Grouped(count * plan.Chunks), plan, on.Density, on.Model.Shifts, rows.QX, rows.QY, rows.Sums));
        yield return new(nameof(kernels.ToImage), "pixel", pixels, new(12, 1), () =>
            kernels.ToImage(on.Stream, pixels, rows.Sums, rows.Lost, on.Box * on.Box, on.Density, rows.Images));
        yield return new(nameof(kernels.AdjointMap), "voxel", voxels, new(32.0 / count, 89), () =>
            kernels.AdjointMap(on.Stream, on.Grouped((plan.Voxels + kernels.GroupSize - 1) / kernels.GroupSize), plan, rows.QX, rows.QY, rows.Images, count, on.ValueGradient));
        yield return new(nameof(kernels.AddToSum), "voxel", plan.Voxels, new(20, 3), () =>
            kernels.AddToSum(on.Stream, plan.Voxels, on.ValueGradient, 1, 1e18, on.FixedSum, rows.Lost));
        yield return new(nameof(kernels.AdjointComponents), "voxel", voxels, new(32.0 / count + 8 * on.Latents, 89 + 2 * on.Latents), () =>
            kernels.AdjointComponents(on.Stream, plan.Voxels, plan, on.MixedDensity, rows.QX, rows.QY, rows.Images, count, on.ComponentGradient));
        yield return new(nameof(kernels.AdjointFlow), "voxel", voxels, new(28, 172), () =>
            kernels.AdjointFlow(on.Stream, on.Grouped(Groups.ForRuns(count * plan.Runs, kernels.GroupSize)), plan, count * plan.Runs, Groups.LanesLog(kernels.GroupSize), on.Model.Values, rows.QX, rows.QY, rows.Images, rows.Corners));
        yield return new(nameof(kernels.PlaceAdjoint), "vertex", moving, new(12 + 12 * splatCorners, 15 + 2 * splatCorners), () =>
            kernels.PlaceAdjoint(on.Stream, moving, plan, rows.Corners, on.Shard.Poses, on.Problem.Moving, rows.ImageOf, rows.FlowGradient));
    }
}
