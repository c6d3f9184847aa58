using Flex3D.Gpu.Engine;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Engine.Cpu;
using Flex3D.Stages.Particles.State;
using Flex3D.Stages.Training;
using Flex3D.Tests.Devices;
using Flex3D.Tests.Worlds;

namespace Flex3D.Gpu.Tests;

/// <summary>Whole trainings: three epochs and the closing search, by the processor and by devices.</summary>
public sealed class TrainingTests(TrainingTests.OneDevice one) : IClassFixture<TrainingTests.OneDevice>
{
    private const int Particles = 24;

    private static readonly TrainingOptions s_options = new()
    {
        Seed = 4,
        Epochs = 3,
        WarmUpEpochs = 1,
        BatchSize = 10,
        StepsPerBatch = 2,
        ShardSize = 4,
        FlowPriors = Strengths.Rigidity(0.05),
        HeldOut = 4,
    };

    /// <summary>What one worker on one device comes to.</summary>
    public sealed class OneDevice : IDisposable
    {
        private readonly SimulatedDevice _device = SimulatedDevice.Quick();

        public OneDevice()
        {
            Images = SmallTraining.BendingImages(World);
            using var engine = new GpuEngine([_device.Accelerator]);
            State = Train(engine, workers: 1);
        }

        internal SmallWorld World { get; } = new(box: 12, particles: Particles, latentDimension: 1);
        internal float[][] Images { get; }
        internal TrainingState State { get; }

        internal TrainingState Train(IEngine engine, int workers)
        {
            TrainingState state = SmallTraining.Begin(World, new ParticleState(Particles, ParticleColumns.OfRun(1), "in memory"));
            SmallTraining.Run(SmallTraining.Session(World, Images, s_options, state), engine, workers);
            return state;
        }

        public void Dispose() => _device.Dispose();
    }

    [Fact]
    public void A_device_ends_with_the_losses_and_the_latents_of_the_processor()
    {
        using var engine = new SimdEngine();
        TrainingState expected = one.Train(engine, workers: 1);
        foreach ((EpochRecord found, EpochRecord record) in one.State.History.Zip(expected.History))
        {
            found.Kind.ShouldBe(record.Kind);
            found.Loss.ShouldBe(record.Loss, 1e-4 * record.Loss);
            found.HeldOutFlexed.ShouldBe(record.HeldOutFlexed, 1e-4 * record.HeldOutFlexed);
        }
        expected.History[^1].Loss.ShouldBeLessThan(0.99 * expected.History[0].Loss, "something is learned");
        float[] latents = SmallTraining.Latents(expected, 1);
        latents.Max(Math.Abs).ShouldBeGreaterThan(0.2f, "latents have moved");
        latents.Zip(SmallTraining.Latents(one.State, 1)).Count(pair => Math.Abs(pair.First - pair.Second) <= 1e-3).ShouldBeGreaterThanOrEqualTo((int)(0.99 * Particles));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Several_devices_with_several_workers_give_the_bits_of_one()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEX3D_LONG") == "1", "a long check: set FLEX3D_LONG=1 to run it");
        using SimulatedDevice first = SimulatedDevice.Quick(), second = SimulatedDevice.Quick();
        using var engine = new GpuEngine([first.Accelerator, second.Accelerator]);
        TrainingState found = one.Train(engine, workers: 3);
        found.History.ShouldBe(one.State.History);
        found.Flow.ShouldBe(one.State.Flow);
        found.Map.ShouldBe(one.State.Map);
        SmallTraining.Latents(found, 1).ShouldBe(SmallTraining.Latents(one.State, 1));
    }
}
