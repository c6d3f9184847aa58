using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

using Floats = ArrayView<float>;

/// <summary>The kernels as one accelerator runs them.</summary>
internal sealed class KernelSet
{
    public KernelSet(Accelerator accelerator)
    {
        int most = Math.Min(Groups.Most, accelerator.MaxNumThreadsPerGroup);
        GroupSize = 1 << (int.Log2(most));
        Project = accelerator.LoadAutoGroupedKernel<Index1D, SplatViews, Floats, Floats, Floats, ArrayView<long>, float>(Splat.Project);
        ProjectTiles = accelerator.LoadKernel<SplatViews, Floats, ArrayView<int>, Floats, Floats, ArrayView<long>, float>(SplatTiles.Project);
        ToImage = accelerator.LoadAutoGroupedKernel<Index1D, ArrayView<long>, ArrayView<int>, int, double, Floats>(Splat.ToImage);
        AdjointMap = accelerator.LoadAutoGroupedKernel<Index1D, SplatViews, Floats, Floats, Floats, int, Floats>(Splat.AdjointMap);
        AdjointFlow = accelerator.LoadKernel<SplatViews, Floats, Floats, Floats, Floats, Floats>(Splat.AdjointFlow);
        Place = accelerator.LoadAutoGroupedKernel<Index1D, Floats, int, Floats, int, Floats, int, int, Floats, Floats, ArrayView<int>>(Vertices.Project);
        PlaceAdjoint = accelerator.LoadAutoGroupedKernel<Index1D, SplatViews, Floats, RigidityViews, Floats, float, Floats, int, int, Floats>(Vertices.Adjoint);
        Strain = accelerator.LoadAutoGroupedKernel<Index1D, RigidityViews, Floats, int, Floats, Floats, Floats>(Rigidity.Cells);
        StrainTotal = accelerator.LoadKernel<int, Floats, ArrayView<double>>(Rigidity.Total);
        ForwardRows = accelerator.LoadKernel<FourierViews, Floats, Floats, Floats>(Fourier.ForwardRows);
        Columns = accelerator.LoadKernel<FourierViews, int, int, Floats, Floats>(Fourier.Columns);
        InverseRows = accelerator.LoadKernel<FourierViews, Floats, Floats, Floats>(Fourier.InverseRows);
        Inner = accelerator.LoadKernel<int, Floats, Floats, Floats, Floats, Floats, ArrayView<int>, int, int, ArrayView<double>>(Loss.Inner);
        LossGradient = accelerator.LoadAutoGroupedKernel<Index1D, int, Floats, Floats, Floats, Floats, Floats, Floats, int>(Loss.Gradient);
        Hidden = accelerator.LoadAutoGroupedKernel<Index1D, Flow.Layer, Floats, Floats, Floats>(Flow.Hidden);
        Output = accelerator.LoadAutoGroupedKernel<Index1D, Flow.Layer, int, Floats, Floats, Floats, Floats>(Flow.Output);
        OutputWeightsAdjoint = accelerator.LoadAutoGroupedKernel<Index1D, Flow.Layer, int, int, Floats, Floats, Floats, Floats>(Flow.OutputWeightsAdjoint);
        OutputAdjoint = accelerator.LoadKernel<Flow.Layer, Floats, Floats, Floats, Floats>(Flow.OutputAdjoint);
        AnchorAdjoint = accelerator.LoadAutoGroupedKernel<Index1D, int, int, Floats, Floats>(Flow.AnchorAdjoint);
        RectifyAdjoint = accelerator.LoadAutoGroupedKernel<Index1D, Flow.Layer, Floats, Floats>(Flow.RectifyAdjoint);
        WeightsAdjoint = accelerator.LoadAutoGroupedKernel<Index1D, Flow.Layer, int, Floats, Floats, Floats>(Flow.WeightsAdjoint);
        InputAdjoint = accelerator.LoadAutoGroupedKernel<Index1D, Flow.Layer, Floats, Floats, Floats>(Flow.InputAdjoint);
    }

    /// <summary>Threads of a group that sums: a power of two.</summary>
    public int GroupSize { get; }

    public Action<AcceleratorStream, Index1D, SplatViews, Floats, Floats, Floats, ArrayView<long>, float> Project { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, Floats, ArrayView<int>, Floats, Floats, ArrayView<long>, float> ProjectTiles { get; }
    public Action<AcceleratorStream, Index1D, ArrayView<long>, ArrayView<int>, int, double, Floats> ToImage { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, Floats, Floats, Floats, int, Floats> AdjointMap { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, Floats, Floats, Floats, Floats, Floats> AdjointFlow { get; }
    public Action<AcceleratorStream, Index1D, Floats, int, Floats, int, Floats, int, int, Floats, Floats, ArrayView<int>> Place { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, Floats, RigidityViews, Floats, float, Floats, int, int, Floats> PlaceAdjoint { get; }
    public Action<AcceleratorStream, Index1D, RigidityViews, Floats, int, Floats, Floats, Floats> Strain { get; }
    public Action<AcceleratorStream, KernelConfig, int, Floats, ArrayView<double>> StrainTotal { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, Floats, Floats, Floats> ForwardRows { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, int, int, Floats, Floats> Columns { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, Floats, Floats, Floats> InverseRows { get; }
    public Action<AcceleratorStream, KernelConfig, int, Floats, Floats, Floats, Floats, Floats, ArrayView<int>, int, int, ArrayView<double>> Inner { get; }
    public Action<AcceleratorStream, Index1D, int, Floats, Floats, Floats, Floats, Floats, Floats, int> LossGradient { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats, Floats> Hidden { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, Floats, Floats, Floats, Floats> Output { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, int, Floats, Floats, Floats, Floats> OutputWeightsAdjoint { get; }
    public Action<AcceleratorStream, KernelConfig, Flow.Layer, Floats, Floats, Floats, Floats> OutputAdjoint { get; }
    public Action<AcceleratorStream, Index1D, int, int, Floats, Floats> AnchorAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats> RectifyAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, Floats, Floats, Floats> WeightsAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats, Floats> InputAdjoint { get; }
}
