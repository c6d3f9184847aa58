using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Gpu.Engine;

using Floats = ArrayView<float>;

/// <summary>The kernels, loaded on one accelerator.</summary>
internal sealed class KernelSet
{
    /// <exception cref="KernelLoadException">A kernel could not be loaded.</exception>
    public KernelSet(Accelerator accelerator, Action<string>? loading = null)
    {
        var loader = new KernelLoader(accelerator, loading);
        int most = Math.Min(Groups.Most, accelerator.MaxNumThreadsPerGroup);
        GroupSize = 1 << (int.Log2(most));
        Project = loader.Load(Splat.Project, accelerator.LoadAutoGroupedKernel);
        ProjectTiles = loader.Load(SplatTiles.Project, accelerator.LoadKernel);
        TangentTiles = loader.Load(SplatTangents.ProjectTiles, accelerator.LoadKernel);
        Tangents = loader.Load(SplatTangents.Project, accelerator.LoadAutoGroupedKernel);
        ToTangentImages = loader.Load(SplatTangents.ToImages, accelerator.LoadAutoGroupedKernel);
        ToImage = loader.Load(Splat.ToImage, accelerator.LoadAutoGroupedKernel);
        AdjointMap = loader.Load(Splat.AdjointMap, accelerator.LoadAutoGroupedKernel);
        AdjointComponents = loader.Load(Splat.AdjointComponents, accelerator.LoadAutoGroupedKernel);
        AdjointFlow = loader.Load(Splat.AdjointFlow, accelerator.LoadKernel);
        AddToSum = loader.Load(FixedPoint.Add, accelerator.LoadAutoGroupedKernel);
        Place = loader.Load(Vertices.Project, accelerator.LoadAutoGroupedKernel);
        Velocities = loader.Load(Vertices.Velocities, accelerator.LoadKernel);
        PlaceAdjoint = loader.Load(Vertices.Adjoint, accelerator.LoadAutoGroupedKernel);
        Strain = loader.Load(Rigidity.Cells, accelerator.LoadAutoGroupedKernel);
        StrainTotal = loader.Load(Rigidity.Total, accelerator.LoadKernel);
        StrainAdjoint = loader.Load(Rigidity.Adjoint, accelerator.LoadAutoGroupedKernel);
        ForwardRows = loader.Load(Fourier.ForwardRows, accelerator.LoadKernel);
        Columns = loader.Load(Fourier.Columns, accelerator.LoadKernel);
        InverseRows = loader.Load(Fourier.InverseRows, accelerator.LoadKernel);
        Inner = loader.Load(Loss.Inner, accelerator.LoadKernel);
        LossGradient = loader.Load(Loss.Gradient, accelerator.LoadAutoGroupedKernel);
        OwnProducts = loader.Load(OwnLoss.Products, accelerator.LoadKernel);
        MoveFlows = loader.Load(PriorTangents.Move, accelerator.LoadAutoGroupedKernel);
        PriorSlopes = loader.Load(PriorTangents.Slopes, accelerator.LoadKernel);
        AddPriors = loader.Load(PriorTangents.Add, accelerator.LoadAutoGroupedKernel);
        FirstTangent = loader.Load(Flow.FirstTangent, accelerator.LoadAutoGroupedKernel);
        Tangent = loader.Load(Flow.Tangent, accelerator.LoadAutoGroupedKernel);
        Hidden = loader.Load(Flow.Hidden, accelerator.LoadAutoGroupedKernel);
        Output = loader.Load(Flow.Output, accelerator.LoadAutoGroupedKernel);
        OutputWeightsAdjoint = loader.Load(Flow.OutputWeightsAdjoint, accelerator.LoadAutoGroupedKernel);
        OutputAdjoint = loader.Load(Flow.OutputAdjoint, accelerator.LoadKernel);
        AnchorAdjoint = loader.Load(Flow.AnchorAdjoint, accelerator.LoadAutoGroupedKernel);
        RectifyAdjoint = loader.Load(Flow.RectifyAdjoint, accelerator.LoadAutoGroupedKernel);
        WeightsAdjoint = loader.Load(Flow.WeightsAdjoint, accelerator.LoadAutoGroupedKernel);
        InputAdjoint = loader.Load(Flow.InputAdjoint, accelerator.LoadAutoGroupedKernel);
    }

    /// <summary>Threads of a group that sums; a power of two.</summary>
    public int GroupSize { get; }

    public Action<AcceleratorStream, Index1D, SplatViews, DensityViews, Floats, Floats, ArrayView<long>> Project { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, DensityViews, ArrayView<int>, Floats, Floats, ArrayView<long>> ProjectTiles { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, TangentViews, DensityViews, ArrayView<int>, Floats, Floats, ArrayView<long>> TangentTiles { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, TangentViews, DensityViews, Floats, Floats, ArrayView<long>> Tangents { get; }
    public Action<AcceleratorStream, Index1D, TangentViews, ArrayView<long>, ArrayView<int>, int, DensityViews, Floats> ToTangentImages { get; }
    public Action<AcceleratorStream, Index1D, ArrayView<long>, ArrayView<int>, int, DensityViews, Floats> ToImage { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, Floats, Floats, Floats, int, Floats> AdjointMap { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, DensityViews, Floats, Floats, Floats, int, Floats> AdjointComponents { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, Floats, Floats, Floats, Floats, Floats> AdjointFlow { get; }
    public Action<AcceleratorStream, Index1D, Floats, double, double, ArrayView<long>, ArrayView<int>> AddToSum { get; }
    public Action<AcceleratorStream, Index1D, Floats, int, Floats, int, Floats, int, int, Floats, Floats, ArrayView<int>> Place { get; }
    public Action<AcceleratorStream, KernelConfig, TangentViews, Floats, int, Floats, int, Floats, Floats, int, ArrayView<int>> Velocities { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, Floats, Floats, int, int, int, Floats> PlaceAdjoint { get; }
    public Action<AcceleratorStream, Index1D, RigidityViews, Floats, int, Floats, Floats, Floats> Strain { get; }
    public Action<AcceleratorStream, KernelConfig, int, Floats, ArrayView<double>> StrainTotal { get; }
    public Action<AcceleratorStream, Index1D, RigidityViews, Floats, float, Floats> StrainAdjoint { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, Floats, Floats, Floats> ForwardRows { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, int, int, Floats, Floats> Columns { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, Floats, Floats, Floats> InverseRows { get; }
    public Action<AcceleratorStream, KernelConfig, int, int, Floats, Floats, Floats, Floats, Floats, ArrayView<int>, int, int, ArrayView<double>> Inner { get; }
    public Action<AcceleratorStream, Index1D, int, Floats, Floats, Floats, Floats, Floats, Floats, int> LossGradient { get; }
    public Action<AcceleratorStream, KernelConfig, int, OwnLoss.Columns, Floats, Floats, Floats, Floats, Floats, Floats, Floats, ArrayView<int>, int, ArrayView<double>> OwnProducts { get; }
    public Action<AcceleratorStream, Index1D, int, int, float, Floats, Floats, Floats> MoveFlows { get; }
    public Action<AcceleratorStream, KernelConfig, int, int, Floats, Floats, ArrayView<double>> PriorSlopes { get; }
    public Action<AcceleratorStream, Index1D, int, int, double, ArrayView<double>, ArrayView<double>> AddPriors { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats, Floats> FirstTangent { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, Floats, Floats, Floats, Floats> Tangent { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats, Floats> Hidden { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, Floats, Floats, Floats, Floats> Output { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, int, Floats, Floats, Floats, Floats> OutputWeightsAdjoint { get; }
    public Action<AcceleratorStream, KernelConfig, Flow.Layer, Floats, Floats, Floats, Floats> OutputAdjoint { get; }
    public Action<AcceleratorStream, Index1D, int, int, Floats, Floats> AnchorAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats> RectifyAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, Floats, Floats, Floats> WeightsAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, Floats, Floats, Floats> InputAdjoint { get; }
}
