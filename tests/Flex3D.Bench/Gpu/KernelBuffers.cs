using Flex3D.Gpu.Engine;
using Flex3D.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace Flex3D.Bench.Gpu;

/// <summary>A batch of rows on the device, as an evaluator lays it out, for kernels to be launched on one by one.</summary>
internal sealed class KernelBuffers : IDisposable
{
    private readonly DeviceArrays _arrays;

    public KernelBuffers(BenchDevice device, BallProblem ball, int rows)
    {
        (Accelerator accelerator, Kernels, Count) = (device.Accelerator, device.Kernels, rows);
        Stream = accelerator.DefaultStream;
        _arrays = new DeviceArrays(accelerator);
        Problem = new ProblemOnDevice(_arrays, ball.Problem);
        Rows = new RowBuffers(_arrays, Problem, rows);
        Derivatives = new TangentBuffers(_arrays, Problem, Rows.Slots);
        Rigidity = new RigidityOnDevice(_arrays, ball.Problem.Mesh, Problem, rows);
        Shard = new ShardsOnDevice(_arrays, 1, rows, Spectrum)[0];
        var queue = new DeviceStream(accelerator, Stream);
        using var staged = new StagedShard(accelerator);
        Shard.Load(queue, ball.Shard(rows), staged);
        Model = new ModelOnDevice(_arrays, Problem);
        Model.Load(queue, ball.Model);
        Linear = new ModelOnDevice(_arrays, Problem, linear: true);
        Linear.Load(queue, ball.LinearModel);
        MixedDensity = new RowDensities(queue, Problem, Rows).Of(Linear, ball.Latents(rows), rows);
        ComponentGradient = Problem.AllocateComponentGradient(_arrays);
        ValueGradient = _arrays.Allocate<float>(Problem.Splat.Voxels);
        FixedSum = _arrays.Allocate<long>(Problem.Splat.Voxels);
        FixedSum.MemSetToZero(Stream);
        ParameterGradient = _arrays.Allocate<float>(Problem.Network.ParameterCount);
        float[] latents = ball.Latents(rows + 1);
        Rows.Latents.CopyFromCPU(Stream, latents);
        int[] images = [.. Enumerable.Range(0, rows)];
        Rows.ImageOf.CopyFromCPU(Stream, images);
        Rows.Lost.MemSetToZero(Stream);
        Rows.Sums.MemSetToZero(Stream);
        Rows.AnchorGradient.MemSetToZero(Stream);
        ValueGradient.MemSetToZero(Stream);
        ComponentGradient.MemSetToZero(Stream);
        ParameterGradient.MemSetToZero(Stream);
        ColumnsAtOnce = RowTransform.ColumnsAtOnce(Box);
        accelerator.Synchronize();
    }

    public KernelSet Kernels { get; }
    public AcceleratorStream Stream { get; }
    public ProblemOnDevice Problem { get; }
    public RowBuffers Rows { get; }
    public TangentBuffers Derivatives { get; }

    /// <summary>Latents and turns of an image.</summary>
    public TangentViews Motions => Derivatives.Views(Latents + 3, Latents);

    /// <summary>K.</summary>
    public int Latents => Problem.Network.Architecture.LatentDimension;

    /// <summary>The number of images whose derivatives fit.</summary>
    public int Linearised => Math.Min(Count, Rows.Slots / Motions.Slots);

    public RigidityOnDevice Rigidity { get; }
    public ShardOnDevice Shard { get; }
    public ModelOnDevice Model { get; }

    /// <summary>A linear density model, whose rows have densities of their own.</summary>
    public ModelOnDevice Linear { get; }

    /// <summary>The density of <see cref="Model"/>, the same for every row.</summary>
    public DensityViews Density => Model.Density(Rows.Mixing);

    /// <summary>The densities of the rows under <see cref="Linear"/>.</summary>
    public DensityViews MixedDensity { get; }
    public ArrayView<float> ComponentGradient { get; }
    public ArrayView<float> ValueGradient { get; }

    /// <summary>A sum of gradients by voxel.</summary>
    public ArrayView<long> FixedSum { get; }
    public ArrayView<float> ParameterGradient { get; }

    /// <summary>Rows, each an image of its own.</summary>
    public int Count { get; }

    /// <summary>Columns of a spectrum that a group transforms together.</summary>
    public int ColumnsAtOnce { get; }

    public int Box => Problem.Splat.Box;

    /// <summary>Elements of a half spectrum.</summary>
    public int Spectrum => Box * (Box / 2 + 1);

    public KernelConfig Grouped(int groups) => new(groups, Kernels.GroupSize);

    public KernelConfig Transforming(int groups, int lines) =>
        new(groups, Kernels.GroupSize, SharedMemoryConfig.RequestDynamic<float>(LineTransform.SharedFloats(Box, lines)));

    public void Dispose() => _arrays.Dispose();
}
