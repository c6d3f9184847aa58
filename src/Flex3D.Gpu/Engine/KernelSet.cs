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
        Project = loader.Load(Splat.Project, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        ProjectTiles = loader.Load(SplatTiles.Project, accelerator.LoadKernel);
        TangentTiles = loader.Load(SplatTangents.ProjectTiles, accelerator.LoadKernel);
        Tangents = loader.Load(SplatTangents.Project, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        ToTangentImages = loader.Load(SplatTangents.ToImages, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        ToImage = loader.Load(Splat.ToImage, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        AdjointMap = loader.Load(Splat.AdjointMap, accelerator.LoadKernel);
        AdjointComponents = loader.Load(Splat.AdjointComponents, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        AdjointFlow = loader.Load(Splat.AdjointFlow, accelerator.LoadKernel);
        AddToSum = loader.Load(FixedPoint.Add, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        Place = loader.Load(Vertices.Project, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        Velocities = loader.Load(Vertices.Velocities, accelerator.LoadKernel);
        PlaceAdjoint = loader.Load(Vertices.Adjoint, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        Strain = loader.Load(Rigidity.Cells, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        StrainTotal = loader.Load(Rigidity.Total, accelerator.LoadKernel);
        StrainAdjoint = loader.Load(Rigidity.Adjoint, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        ForwardRows = loader.Load(Fourier.ForwardRows, accelerator.LoadKernel);
        Columns = loader.Load(Fourier.Columns, accelerator.LoadKernel);
        InverseRows = loader.Load(Fourier.InverseRows, accelerator.LoadKernel);
        Inner = loader.Load(Loss.Inner, accelerator.LoadKernel);
        LossGradient = loader.Load(Loss.Gradient, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        OwnProducts = loader.Load(OwnLoss.Products, accelerator.LoadKernel);
        MoveFlows = loader.Load(PriorTangents.Move, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        PriorSlopes = loader.Load(PriorTangents.Slopes, accelerator.LoadKernel);
        AddPriors = loader.Load(PriorTangents.Add, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        Hidden = loader.Load(Flow.Hidden, accelerator.LoadKernel);
        FlowTangents = loader.Load(Flow.Tangents, accelerator.LoadKernel);
        HiddenAdjoint = loader.Load(Flow.HiddenAdjoint, accelerator.LoadKernel);
        WeightsAdjoint = loader.Load(Flow.WeightsAdjoint, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        Output = loader.Load(Flow.Output, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        OutputWeightsAdjoint = loader.Load(Flow.OutputWeightsAdjoint, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
        OutputAdjoint = loader.Load(Flow.OutputAdjoint, accelerator.LoadKernel);
        AnchorAdjoint = loader.Load(Flow.AnchorAdjoint, kernel => accelerator.LoadImplicitlyGroupedKernel(kernel, GroupSize));
    }

    /// <summary>Threads of a group; a power of two. Kernels whose threads work alone have groups of this size too: the library would take the largest, and leave a small batch to few multiprocessors.</summary>
    public int GroupSize { get; }

    public Action<AcceleratorStream, Index1D, SplatViews, DensityViews, Floats, Floats, ArrayView<long>> Project { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, DensityViews, ArrayView<int>, Floats, Floats, ArrayView<long>> ProjectTiles { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, TangentViews, DensityViews, ArrayView<int>, Floats, Floats, ArrayView<long>> TangentTiles { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, TangentViews, DensityViews, Floats, Floats, ArrayView<long>> Tangents { get; }
    public Action<AcceleratorStream, Index1D, TangentViews, ArrayView<long>, ArrayView<int>, int, DensityViews, Floats> ToTangentImages { get; }
    public Action<AcceleratorStream, Index1D, ArrayView<long>, ArrayView<int>, int, DensityViews, Floats> ToImage { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, Floats, Floats, Floats, int, Floats> AdjointMap { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, DensityViews, Floats, Floats, Floats, int, Floats> AdjointComponents { get; }
    public Action<AcceleratorStream, KernelConfig, SplatViews, int, int, Floats, Floats, Floats, Floats, Floats> AdjointFlow { get; }
    public Action<AcceleratorStream, Index1D, Floats, double, double, ArrayView<long>, ArrayView<int>> AddToSum { get; }
    public Action<AcceleratorStream, Index1D, Floats, int, Floats, int, Floats, ArrayView<int>, Floats, Floats, ArrayView<int>> Place { get; }
    public Action<AcceleratorStream, KernelConfig, TangentViews, Floats, int, Floats, int, Floats, Floats, int, ArrayView<int>> Velocities { get; }
    public Action<AcceleratorStream, Index1D, SplatViews, Floats, Floats, int, ArrayView<int>, Floats> PlaceAdjoint { get; }
    public Action<AcceleratorStream, Index1D, RigidityViews, Floats, int, Floats, Floats, Floats, int> Strain { get; }
    public Action<AcceleratorStream, KernelConfig, int, Floats, ArrayView<double>> StrainTotal { get; }
    public Action<AcceleratorStream, Index1D, RigidityViews, Floats, float, Floats> StrainAdjoint { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, Floats, Floats, Floats> ForwardRows { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, int, int, Floats, Floats> Columns { get; }
    public Action<AcceleratorStream, KernelConfig, FourierViews, Floats, Floats, Floats> InverseRows { get; }
    public Action<AcceleratorStream, KernelConfig, int, int, Floats, Floats, Floats, Floats, Floats, ArrayView<int>, ArrayView<int>, ArrayView<double>> Inner { get; }
    public Action<AcceleratorStream, Index1D, int, Floats, Floats, Floats, Floats, Floats, Floats, ArrayView<int>> LossGradient { get; }
    public Action<AcceleratorStream, KernelConfig, int, OwnLoss.Columns, Floats, Floats, Floats, Floats, Floats, Floats, Floats, ArrayView<int>, int, ArrayView<double>> OwnProducts { get; }
    public Action<AcceleratorStream, Index1D, int, int, float, Floats, Floats, Floats> MoveFlows { get; }
    public Action<AcceleratorStream, KernelConfig, int, int, Floats, Floats, ArrayView<double>> PriorSlopes { get; }
    public Action<AcceleratorStream, Index1D, int, int, double, ArrayView<double>, ArrayView<double>> AddPriors { get; }
    public Action<AcceleratorStream, KernelConfig, ArrayView<Flow.Layer>, Floats, Floats, int, Floats> Hidden { get; }
    public Action<AcceleratorStream, KernelConfig, ArrayView<Flow.Layer>, Floats, Floats, int, Floats> FlowTangents { get; }
    public Action<AcceleratorStream, KernelConfig, ArrayView<Flow.Layer>, int, Floats, Floats, int, Floats, Floats> HiddenAdjoint { get; }
    public Action<AcceleratorStream, Index1D, ArrayView<Flow.Layer>, int, int, Floats, Floats, int, Floats, Floats> WeightsAdjoint { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, Floats, Floats, Floats, Floats> Output { get; }
    public Action<AcceleratorStream, Index1D, Flow.Layer, int, int, Floats, Floats, Floats, Floats> OutputWeightsAdjoint { get; }
    public Action<AcceleratorStream, KernelConfig, Flow.Layer, Floats, Floats, Floats, Floats> OutputAdjoint { get; }
    public Action<AcceleratorStream, Index1D, int, int, Floats, Floats> AnchorAdjoint { get; }
}
