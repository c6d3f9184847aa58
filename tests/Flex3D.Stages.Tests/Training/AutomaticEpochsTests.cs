using Flex3D.Stages.Training;
using Flex3D.Tests.Worlds;

namespace Flex3D.Stages.Tests.Training;

public sealed class AutomaticEpochsTests
{
    [Theory]
    [InlineData(2000, 28)]
    [InlineData(5000, 28)]
    [InlineData(60000, 20)]
    [InlineData(100000, 16)]
    [InlineData(10000000, 16)]
    public void Few_particles_have_more_epochs_since_an_epoch_has_fewer_steps(int particles, int epochs)
    {
        int batch = AutomaticSettings.BatchSize(particles), minibatches = (int)Math.Round(particles / (double)batch);
        int steps = EpochSchedule.FlowSteps(minibatches, AutomaticSettings.StepsPerBatch(particles, batch), centralMap: true);
        AutomaticSettings.Epochs(warmUp: 5, steps).ShouldBe(epochs);
        TrainingOptions options = SmallTraining.Options with { Epochs = epochs, WarmUpEpochs = 5, BatchSize = batch, StepsPerBatch = AutomaticSettings.StepsPerBatch(particles, batch), CentralMap = true };
        EpochSchedule.StepsPerBatch(options, 6, minibatches).ShouldBe(steps / minibatches);
        // Each flow epoch after warm-up is one of so many steps, and the last epoch is one of the map.
        int flows = Enumerable.Range(5, epochs - 5).Count(epoch => EpochSchedule.At(options, epoch).Kind == EpochKind.Flow);
        (flows * steps).ShouldBeGreaterThan(particles < 10000 ? 600 : 799);
        EpochSchedule.At(options, epochs - 1).Kind.ShouldBe(EpochKind.Map);
    }
}
