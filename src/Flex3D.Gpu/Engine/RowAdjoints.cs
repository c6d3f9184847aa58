using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

/// <summary>From the slopes in the projections of a batch's rows, <see cref="RowBuffers.Images"/>, to the gradients of the shards to which the rows belong.</summary>
/// <remarks>What belongs to a row is computed for all rows at once; the sums over rows are made shard by shard.</remarks>
internal sealed class RowAdjoints(KernelSet kernels, DeviceStream stream, ProblemOnDevice problem, RowBuffers rows, RowNetwork network, DevicePriors priors)
{
    /// <summary>Adds the gradient in the parameters of the flow, with that of the priors.</summary>
    public void Flow(RowBatch batch, ModelOnDevice on, ShardsOnDevice shards)
    {
        SplatViews plan = problem.Splat;
        int runs = batch.Count * plan.Runs, size = kernels.GroupSize;
        kernels.AdjointFlow(stream, new(Groups.ForRuns(runs, size), size), plan, runs, Groups.LanesLog(size), on.Values, rows.QX, rows.QY, rows.Images, rows.Corners);
        kernels.PlaceAdjoint(stream, batch.Count * problem.Moving, plan, rows.Corners, shards.Poses, problem.Moving, rows.ImageOf, rows.FlowGradient);
        priors.Evaluate(kernels, stream, rows.Flow, rows.FlowGradient, batch.Count, gradient: true);
        network.Adjoint(on, batch);
    }

    /// <summary>Adds the gradient by voxel.</summary>
    public void Map(RowBatch batch)
    {
        KernelConfig groups = new((problem.Splat.Voxels + kernels.GroupSize - 1) / kernels.GroupSize, kernels.GroupSize);
        foreach (RowSegment segment in batch.Segments)
        {
            kernels.AdjointMap(stream, groups, problem.Splat, Points(rows.QX, segment), Points(rows.QY, segment), Images(segment), segment.Count, segment.Call.Gradient);
        }
    }

    /// <summary>Adds the gradient by component and voxel.</summary>
    /// <param name="density">The densities of the batch's rows.</param>
    public void Components(RowBatch batch, DensityViews density)
    {
        foreach (RowSegment segment in batch.Segments)
        {
            DensityViews those = density with { Mixing = density.Mixing.SubView(segment.First * (density.Count + 2), segment.Count * (density.Count + 2)) };
            kernels.AdjointComponents(
                stream, problem.Splat.Voxels, problem.Splat, those, Points(rows.QX, segment), Points(rows.QY, segment), Images(segment), segment.Count, segment.Call.Gradient);
        }
    }

    private ArrayView<float> Points(ArrayView<float> q, in RowSegment segment) => q.SubView(segment.First * problem.Splat.Vertices, segment.Count * problem.Splat.Vertices);

    private ArrayView<float> Images(in RowSegment segment)
    {
        long pixels = (long)problem.Splat.Box * problem.Splat.Box;
        return rows.Images.SubView(segment.First * pixels, segment.Count * pixels);
    }
}
