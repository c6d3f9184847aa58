using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;

namespace Flex3D.Bench.Gpu;

/// <summary>Transforms, the loss on half spectra, and the rigidity of the mesh.</summary>
/// <remarks>
/// A pass of a transform moves 8 bytes a pixel and counts as 2.5 log₂ N additions and multiplications (the usual convention). A cell
/// reads four vertices, nine elements of its inverse edges and a weight, and leaves an energy and twelve forces; its flops are
/// deformation 66, four Newton steps of 86 and their start 32, strain and energy 27, forces 64.
/// </remarks>
internal static class SpectrumCases
{
    public static IEnumerable<KernelCase> Of(KernelBuffers on)
    {
        (KernelSet kernels, RowBuffers rows, ShardOnDevice shard, ProblemOnDevice problem) = (on.Kernels, on.Rows, on.Shard, on.Problem);
        (RigidityOnDevice rigidity, RigidityViews mesh) = (on.Rigidity, on.Rigidity.Mesh);
        (int pixels, int elements, int cells) = (on.Count * on.Box * on.Box, on.Count * on.Spectrum, on.Count * mesh.Cells);
        int lines = on.Count * on.Box / 2, columns = on.Count * ((on.Box / 2 + on.ColumnsAtOnce) / on.ColumnsAtOnce);
        var pass = new KernelCost(8, 2.5 * Math.Log2(on.Box));
        yield return new(nameof(kernels.ForwardRows), "pixel", pixels, pass, () =>
            kernels.ForwardRows(on.Stream, on.Transforming(lines, 1), problem.Fourier, rows.Images, rows.Re, rows.Im));
        yield return new(nameof(kernels.Columns), "pixel", pixels, pass, () =>
            kernels.Columns(on.Stream, on.Transforming(columns, on.ColumnsAtOnce), problem.Fourier, on.ColumnsAtOnce, 0, rows.Re, rows.Im));
        yield return new(nameof(kernels.InverseRows), "pixel", pixels, pass, () =>
            kernels.InverseRows(on.Stream, on.Transforming(lines, 1), problem.Fourier, rows.Re, rows.Im, rows.Images));
        yield return new(nameof(kernels.Inner), "element", elements, new(20, 10), () =>
            kernels.Inner(on.Stream, on.Grouped(on.Count * Groups.Parts), on.Box, 1, rows.Re, rows.Im, shard.TargetReal, shard.TargetImaginary, shard.Weight, rows.Lost, rows.ImageOf, rows.Energies));
        yield return new(nameof(kernels.LossGradient), "element", elements, new(28, 6), () =>
            kernels.LossGradient(on.Stream, elements, on.Spectrum, rows.Re, rows.Im, shard.TargetReal, shard.TargetImaginary, shard.Weight, shard.Contrast, rows.ImageOf));
        double flow = 12.0 * mesh.Vertices / mesh.Cells;
        yield return new(nameof(kernels.Strain), "cell", cells, new(16 + 36 + 4 + flow + 52, 66 + 4 * 86 + 32 + 27 + 64), () =>
            kernels.Strain(on.Stream, cells, mesh, problem.Rest, problem.Splat.Vertices, rows.Flow, rigidity.CellEnergies, rigidity.CellForces, 1));
        yield return new(nameof(kernels.StrainTotal), "cell", cells, new(4, 1), () =>
            kernels.StrainTotal(on.Stream, on.Grouped(on.Count * Groups.Parts), mesh.Cells, rigidity.CellEnergies, rigidity.Energies));
        double corners = 4.0 * mesh.Cells / mesh.Vertices;
        yield return new(nameof(kernels.StrainAdjoint), "vertex", on.Count * mesh.Vertices, new(24 + 16 * corners, 6 + 3 * corners), () =>
            kernels.StrainAdjoint(on.Stream, on.Count * mesh.Vertices, mesh, rigidity.CellForces, 1, rows.FlowGradient));
    }
}
