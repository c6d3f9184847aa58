using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;

namespace Flex3D.Bench.Gpu;

/// <summary>Derivatives of images in their own parameters: as many images as fit, each with its latents and turns, a shift, a contrast and a defocus.</summary>
/// <remarks>
/// A voxel's place, weights and slopes are 18 + 4 + 60 + 44 flops once; each image of it adds velocities, 12 factors and 16 taps of 3. A motion of a vertex
/// is 30 flops. An inner product reads two complex numbers, or one and its target, and a weight.
/// </remarks>
internal static class TangentCases
{
    // Pixels of a tile that are not zero, for a voxel and image.
    private const double TilePixels = 0.4;

    public static IEnumerable<KernelCase> Of(KernelBuffers on)
    {
        (KernelSet kernels, RowBuffers rows, TangentBuffers tangents, TangentViews views) = (on.Kernels, on.Rows, on.Derivatives, on.Motions);
        (SplatViews plan, int images, int latents, int moving) = (on.Problem.Splat, on.Linearised, on.Latents, on.Problem.Moving);
        (int inputs, int length, int pixels) = (on.Problem.Layers[1].Inputs, 3 * moving, on.Box * on.Box);
        int units = images * latents * on.Problem.Layers.Count * inputs, motions = images * views.Moving, flows = images * (1 + latents);
        yield return new(nameof(kernels.FlowTangents), "unit", units, new(4 + 4.0 * inputs / (images * latents), 2 * inputs), () =>
            kernels.FlowTangents(on.Stream, on.Grouped(images * latents), on.Problem.HiddenLayers, on.Model.Parameters, rows.Activations, rows.Apart, tangents.Hidden));
        yield return new(nameof(kernels.Velocities), "vertex", motions * plan.Vertices, new(12 + 24, 30), () =>
            kernels.Velocities(on.Stream, on.Grouped(motions), views, on.Problem.Rest, plan.Vertices, rows.Flow, moving, tangents.Flow, on.Shard.Poses, 0, rows.Lost));
        (int voxels, double flops) = (images * plan.Voxels, 126 + views.Slots * (24 + 12 + 48.0));
        yield return new(nameof(kernels.TangentTiles), "voxel", voxels, new(28, flops, Atomics: TilePixels * views.Slots, SharedAtomics: 16 * views.Slots), () =>
            kernels.TangentTiles(on.Stream, on.Grouped(images * plan.Chunks), plan, views, on.Density, on.Model.Shifts, rows.QX, rows.QY, rows.Sums));
        yield return new(nameof(kernels.Tangents), "voxel", voxels, new(28, flops, Atomics: 16 * views.Slots), () =>
            kernels.Tangents(on.Stream, voxels, plan, views, on.Density, rows.QX, rows.QY, rows.Sums));
        yield return new(nameof(kernels.ToTangentImages), "pixel", images * views.Slots * pixels, new(12, 2), () =>
            kernels.ToTangentImages(on.Stream, images * views.Slots * pixels, views, rows.Sums, rows.Lost, pixels, on.Density, rows.Images));
        var columns = new OwnLoss.Columns(views.Moving + 4, views.Moving, views.Moving, views.Moving + 2, views.Moving + 3);
        int products = images * columns.Products;
        yield return new(nameof(kernels.OwnProducts), "element", (long)products * on.Spectrum, new(20, 10), () =>
            kernels.OwnProducts(
                on.Stream, on.Grouped(products), on.Box, columns, rows.Re, rows.Im, on.Shard.TargetReal, on.Shard.TargetImaginary, on.Shard.Weight, on.Shard.Weight, on.Shard.Contrast,
                rows.Lost, 0, tangents.Equations));
        yield return new(nameof(kernels.MoveFlows), "coordinate", flows * length, new(12, 2), () =>
            kernels.MoveFlows(on.Stream, flows * length, latents, length, 0.02f, rows.Flow, tangents.Flow, tangents.Moved));
        yield return new(nameof(kernels.PriorSlopes), "coordinate", flows * latents * length, new(8, 2), () =>
            kernels.PriorSlopes(on.Stream, on.Grouped(flows * latents), latents, length, tangents.MovedGradient, tangents.Flow, tangents.PriorSlopes));
        yield return new(nameof(kernels.AddPriors), "pair", images * latents * latents, new(48, 5), () =>
            kernels.AddPriors(on.Stream, images * latents * latents, latents, columns.Count, 0.02, tangents.PriorSlopes, tangents.Equations));
    }
}
