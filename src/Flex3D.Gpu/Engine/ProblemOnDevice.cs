using Flex3D.Gpu.Kernels;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Convection;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Model;
using ILGPU;

namespace Flex3D.Gpu.Engine;

/// <summary>The arrays of a problem that stay on the device for all images: mesh, binding, Fourier transform and the shape of the flow network.</summary>
internal sealed class ProblemOnDevice
{
    private readonly IDeviceArrays _arrays;

    /// <param name="arrays">Allocates the arrays and frees them.</param>
    public ProblemOnDevice(IDeviceArrays arrays, EngineProblem problem)
    {
        _arrays = arrays;
        SplatPlan plan = SplatPlan.Create(problem.Mesh, problem.Binding);
        Network = new FlowNetwork(problem.Flow, problem.Mesh.Mobility);
        Rest = _arrays.Copy<float>(VertexProjection.ByAxis(plan.RestVertices));
        Scale = _arrays.Copy(Network.Scale);
        Splat = SplatViewsOf(plan, problem.Box);
        Moving = problem.Mesh.VertexCount;
        Fourier = FourierViewsOf(_arrays, problem.Box);
        Layers = [.. Enumerable.Range(0, problem.Flow.HiddenLayers).Select(Hidden)];
        HiddenLayers = _arrays.Copy<Flow.Layer>(Layers.ToArray());
        Output = new(problem.Flow.Width, Network.HiddenStride, 3 * problem.Mesh.VertexCount, Network.OutputStride, Network.OutputWeights, -1);
    }

    public FlowNetwork Network { get; }
    public SplatViews Splat { get; }
    public FourierViews Fourier { get; }

    /// <summary>The hidden layers of the flow network.</summary>
    public IReadOnlyList<Flow.Layer> Layers { get; }

    /// <summary>The same on the device.</summary>
    public ArrayView<Flow.Layer> HiddenLayers { get; }

    /// <summary>The number of weights and biases of the hidden layers.</summary>
    public int HiddenParameters => Layers.Sum(layer => (layer.Inputs + 1) * layer.Units);
    public Flow.Layer Output { get; }

    /// <summary>The number of vertices that move: those of the mesh, which come before the anchors.</summary>
    public int Moving { get; }

    /// <summary>[3][vertex] rest positions, anchors included, Å.</summary>
    public ArrayView<float> Rest { get; }

    /// <summary>[coordinate] Å of flow for one unit of output.</summary>
    public ArrayView<float> Scale { get; }

    /// <summary>Allocates the gradients with respect to the densities, [voxel], and to the network's parameters.</summary>
    public (ArrayView<float> Map, ArrayView<float> Flow) AllocateGradients(IDeviceArrays arrays) =>
        (arrays.Allocate<float>(Splat.Voxels), arrays.Allocate<float>(Network.ParameterCount));

    /// <summary>Allocates the gradient with respect to the components of a linear density model, [K][voxel].</summary>
    public ArrayView<float> AllocateComponentGradient(IDeviceArrays arrays) => arrays.Allocate<float>((long)Network.Architecture.LatentDimension * Splat.Voxels);

    private Flow.Layer Hidden(int layer) => new(
        Network.InputsOf(layer), layer == 0 ? Network.Architecture.LatentDimension : Network.HiddenStride, Network.Architecture.Width, Network.HiddenStride,
        Network.WeightsOf(layer), Network.BiasesOf(layer));

    private SplatViews SplatViewsOf(SplatPlan plan, int box)
    {
        int[] runOf = new int[plan.VoxelCount];
        for (int run = 0; run < plan.RunCount; run++)
        {
            runOf.AsSpan(plan.RunStarts[run], plan.RunStarts[run + 1] - plan.RunStarts[run]).Fill(run);
        }
        (int[] starts, int[] corners) = ByVertex(plan.RunVertices, plan.VertexCount);
        return new SplatViews
        {
            Box = box,
            Voxels = plan.VoxelCount,
            Runs = plan.RunCount,
            Vertices = plan.VertexCount,
            Weights = _arrays.Copy<float>(plan.WeightQuads),
            RunOf = _arrays.Copy<int>(runOf),
            RunStarts = _arrays.Copy<int>(plan.RunStarts),
            RunVertices = _arrays.Copy<int>(plan.RunVertices),
            CornerStarts = _arrays.Copy<int>(starts),
            Corners = _arrays.Copy<int>(corners),
        };
    }

    // Lists the corners (of cells or of runs) that each vertex is, ascending.
    internal static (int[] Starts, int[] Corners) ByVertex(ReadOnlySpan<int> vertexOfCorner, int vertices)
    {
        int[] starts = new int[vertices + 1], corners = new int[vertexOfCorner.Length];
        foreach (int vertex in vertexOfCorner)
        {
            starts[vertex + 1]++;
        }
        for (int vertex = 0; vertex < vertices; vertex++)
        {
            starts[vertex + 1] += starts[vertex];
        }
        int[] next = starts[..vertices];
        for (int corner = 0; corner < vertexOfCorner.Length; corner++)
        {
            corners[next[vertexOfCorner[corner]]++] = corner;
        }
        return (starts, corners);
    }

    internal static FourierViews FourierViewsOf(IDeviceArrays arrays, int n)
    {
        List<int> radices = [];
        int rest = n;
        foreach (int radix in (ReadOnlySpan<int>)[4, 2, 3, 5])
        {
            for (; rest % radix == 0; rest /= radix)
            {
                radices.Add(radix);
            }
        }
        for (int prime = 7; rest > 1; prime += 2)
        {
            for (; rest % prime == 0; rest /= prime)
            {
                radices.Add(prime);
            }
        }
        float[] roots = new float[2 * n];
        for (int k = 0; k < n; k++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * k / n);
            (roots[k], roots[n + k]) = ((float)cosine, (float)-sine);
        }
        return new FourierViews { N = n, Stages = radices.Count, Radices = arrays.Copy<int>([.. radices]), Roots = arrays.Copy<float>(roots) };
    }
}
