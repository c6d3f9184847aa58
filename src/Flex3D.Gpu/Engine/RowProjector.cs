using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>Projects the rows of a batch, compares them with their images, and returns the slope in the projections: flow network → projected vertices → splat → spectrum → loss, and back to images.</summary>
internal sealed class RowProjector(
    KernelSet kernels, DeviceStream stream, ProblemOnDevice problem, RowBuffers rows, RowNetwork network, RowTransform transform, DevicePriors priors, RowDensities densities, ForwardSplat splat)
{
    private readonly PageLockedArray1D<double> _energies = stream.Pin<double>(2 * Groups.Parts * rows.Rows);
    private readonly int _box = problem.Splat.Box, _spectrum = problem.Splat.Box * (problem.Splat.Box / 2 + 1);

    /// <summary>Writes the half spectra of the raw splats to <see cref="RowBuffers.Re"/> and <see cref="RowBuffers.Im"/>, and their energies; returns the densities.</summary>
    public DensityViews Forward(RowBatch batch, ModelOnDevice on, ShardsOnDevice shards)
    {
        int count = batch.Count;
        bool flexes = on.Model!.FlowParameters is not null;
        DensityViews density = densities.Of(on, batch.Latents, count);
        if (flexes)
        {
            network.Forward(on, batch.Latents, count);
        }
        SplatViews plan = problem.Splat;
        rows.Lost.MemSetToZero(stream);
        kernels.Place(stream, count * plan.Vertices, problem.Rest, plan.Vertices, rows.Flow, flexes ? problem.Moving : 0, shards.Poses, rows.ImageOf, rows.QX, rows.QY, rows.Lost);
        rows.Sums.MemSetToZero(stream);
        if (splat == ForwardSplat.Tiles)
        {
            kernels.ProjectTiles(stream, Grouped(count * plan.Chunks), plan, density, on.Shifts, rows.QX, rows.QY, rows.Sums);
        }
        else
        {
            kernels.Project(stream, count * plan.Voxels, plan, density, rows.QX, rows.QY, rows.Sums);
        }
        kernels.ToImage(stream, count * _box * _box, rows.Sums, rows.Lost, _box * _box, density, rows.Images);
        transform.Forward(count);
        kernels.Inner(
            stream, Grouped(count * Groups.Parts), _box, 1, rows.Re, rows.Im, shards.TargetReal, shards.TargetImaginary, shards.Weight, rows.Lost, rows.ImageOf, rows.Energies);
        return density;
    }

    /// <summary>Runs <see cref="Forward"/> and writes dE/d(raw splat) to <see cref="RowBuffers.Images"/>; returns the densities.</summary>
    public DensityViews Residual(RowBatch batch, ModelOnDevice on, ShardsOnDevice shards)
    {
        DensityViews density = Forward(batch, on, shards);
        kernels.LossGradient(
            stream, batch.Count * _spectrum, _spectrum, rows.Re, rows.Im, shards.TargetReal, shards.TargetImaginary, shards.Weight, shards.Contrast, rows.ImageOf);
        transform.Inverse(batch.Count);
        return density;
    }

    /// <summary>Waits, and gives each shard the energies of its rows.</summary>
    public void Read(RowBatch batch)
    {
        stream.Download(rows.Energies, _energies, 2 * Groups.Parts * batch.Count);
        priors.Read(stream, batch.Count);
        stream.Synchronize(); // the one wait of a batch
        foreach (RowSegment segment in batch.Segments)
        {
            for (int row = 0; row < segment.Count; row++)
            {
                segment.Energies[row] = RowBuffers.Energy(_energies.Span, segment.First + row, priors.Sum(segment.First + row));
            }
        }
    }

    private KernelConfig Grouped(int groups) => new(groups, kernels.GroupSize);
}
