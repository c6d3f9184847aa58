using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Faults;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Flex3D.Gpu.Tests;

/// <summary>A device whose memory runs out, at once or with the first shard, and one that fails.</summary>
public sealed class DeviceMemoryTests : IDisposable
{
    private const int Rows = 16, Fewer = 2; // many enough that not even the derivatives of one image need more
    private readonly SmallWorld _world = new(box: 12, particles: 5);
    private readonly SimulatedDevice _device = SimulatedDevice.Quick();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(false)] // when the shard's images come
    [InlineData(true)] // and before
    public void Fewer_rows_at_once_give_the_same_bits(bool before)
    {
        ImageShard shard = _world.LivelyShard();
        int voxels = _world.Voxels.Length, chunks = (voxels + 1023) / 1024;
        long linear = sizeof(float) * (5L * voxels + chunks + 1); // a map, two components and their gradient, and what no such model has
        long memory = before ? Least(Fewer) + linear + shard.Bytes + sizeof(float) * (shard.Contrast.Length + shard.Pose.Length) : Least(Rows);
        Should.Throw<CudaException>(() =>
        {
            using var evaluator = new GpuShardEvaluator(_device.Accelerator, new KernelSet(_device.Accelerator), _world.Problem, Rows, ForwardSplat.Tiles, memory);
            Work(evaluator, shard);
        }).Message.ShouldBe("out of memory");
        using var ample = new GpuEngine([_device.Accelerator], rows: Rows);
        using var scarce = new GpuEngine([_device.Accelerator], rows: Rows, memory: memory);
        (float[] flow, float[] map, CandidateEnergy[] energies, NormalEquations own, float[] components) = Work(ample, shard);
        (float[] scarceFlow, float[] scarceMap, CandidateEnergy[] scarceEnergies, NormalEquations scarceOwn, float[] scarceComponents) = Work(scarce, shard);
        scarceComponents.ShouldBe(components);
        scarceFlow.ShouldBe(flow);
        scarceMap.ShouldBe(map);
        scarceEnergies.ShouldBe(energies);
        scarceOwn.Energies.ShouldBe(own.Energies);
        scarceOwn.Gradients.ShouldBe(own.Gradients);
        scarceOwn.Hessians.ShouldBe(own.Hessians);
    }

    [Fact]
    public void A_device_too_small_for_one_image_says_so()
    {
        using var none = new GpuEngine([_device.Accelerator], memory: Least(1) - 1);
        Should.Throw<DeviceException>(() => none.CreateEvaluator(_world.Problem)).Message.ShouldContain("does not have enough memory for one image of 12 pixels");
        using var model = new GpuEngine([_device.Accelerator], memory: Least(1));
        Should.Throw<DeviceException>(() => Work(model, _world.LivelyShard())).Message.ShouldContain("does not have enough memory for one image of 12 pixels");
    }

    [Fact]
    public void A_device_that_fails_is_named_and_what_it_held_is_given_back()
    {
        var lost = new LostEvaluator();
        var evaluator = new DeviceEvaluator(new SharedEvaluator("card 7", _world.Problem, Rows, Rows, (_, _) => lost));
        Should.Throw<DeviceException>(() => Work(evaluator, _world.LivelyShard())).Message.ShouldBe("card 7 failed: an illegal memory access was encountered");
        lost.Disposed.ShouldBeTrue();
    }

    // The least memory with which an evaluator can be made.
    private long Least(int rows)
    {
        var kernels = new KernelSet(_device.Accelerator);
        long low = 0, high = 1 << 26;
        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            try
            {
                new GpuShardEvaluator(_device.Accelerator, kernels, _world.Problem, rows, ForwardSplat.Tiles, middle).Dispose();
                high = middle;
            }
            catch (AcceleratorException)
            {
                low = middle;
            }
        }
        return high;
    }

    private (float[] Flow, float[] Map, CandidateEnergy[] Energies, NormalEquations Own, float[] Components) Work(GpuEngine engine, ImageShard shard)
    {
        using IShardEvaluator evaluator = engine.CreateEvaluator(_world.Problem);
        return Work(evaluator, shard);
    }

    private (float[] Flow, float[] Map, CandidateEnergy[] Energies, NormalEquations Own, float[] Components) Work(IShardEvaluator evaluator, ImageShard shard)
    {
        float[] parameters = _world.LivelyFlow(), latents = _world.AllLatents(2);
        float[] flow = new float[parameters.Length], map = new float[_world.Voxels.Length];
        var energies = new CandidateEnergy[shard.Count];
        evaluator.SetModel(new ModelSnapshot(_world.Voxels, parameters, Strengths.Rigidity(2)));
        evaluator.AccumulateFlowGradient(shard, latents, flow, energies);
        evaluator.AccumulateMapGradient(shard, latents, map, energies);
        evaluator.Evaluate(shard, latents, 1, energies);
        var own = new NormalEquations(shard.Count, new ParameterColumns(2, OwnParameters.Latents | OwnParameters.Rotation));
        evaluator.Linearise(shard, latents, own);
        float[] components = new float[2 * map.Length];
        evaluator.SetModel(new ModelSnapshot(_world.Voxels) { Components = [.. _world.Voxels, .. _world.Voxels.Reverse()] });
        evaluator.AccumulateComponentGradient(shard, latents, components, energies);
        return (flow, map, energies, own, components);
    }

    private sealed class LostEvaluator : IShardEvaluator
    {
        public bool Disposed { get; private set; }

        public void SetModel(ModelSnapshot model)
        {
        }

        public void Evaluate(ImageShard shard, ReadOnlySpan<float> latents, int candidates, Span<CandidateEnergy> energies) => Fail();

        public void Linearise(ImageShard shard, ReadOnlySpan<float> latents, NormalEquations equations) => Fail();

        public void AccumulateFlowGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> parameterGradient, Span<CandidateEnergy> energies) => Fail();

        public void AccumulateMapGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> voxelGradient, Span<CandidateEnergy> energies) => Fail();

        public void AccumulateComponentGradient(ImageShard shard, ReadOnlySpan<float> latents, Span<float> componentGradient, Span<CandidateEnergy> energies) => Fail();

        public void EvaluatePrior(string prior, ReadOnlySpan<float> latents, Span<double> energies) => Fail();

        public void Dispose() => Disposed = true;

        private static void Fail() => throw new CudaException("an illegal memory access was encountered");
    }
}
