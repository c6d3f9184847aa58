using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The settings of a pipeline file and what the data say, as the numbers training uses.</summary>
internal static class TrainingSettings
{
    public static TrainingOptions Resolve(TrainOptions settings, PipelineOptions pipeline, PreparedFiles prepared)
    {
        int held = settings.ValidationFraction is { } fraction ? AutomaticSettings.HeldOut(prepared.Count, fraction) : AutomaticSettings.HeldOut(prepared.Count);
        int trained = prepared.Count - held;
        if (trained < 2)
        {
            throw new InputException(prepared.Particles, null, $"{prepared.Count} particles", "enough to train on and to hold some out", "set train.validationFraction to 0, or give more particles");
        }
        int batch = Math.Min(trained, settings.BatchSize ?? AutomaticSettings.BatchSize(trained));
        bool given = pipeline.Inputs.Latents is not null;
        if (settings.FreezeLatents && !given)
        {
            throw new InputException("the pipeline", "train.freezeLatents", "true without latents", "a file of latents", "set inputs.latents");
        }
        return new TrainingOptions
        {
            Seed = (ulong)pipeline.Seed,
            Epochs = settings.Epochs,
            WarmUpEpochs = settings.WarmUpEpochs,
            BatchSize = batch,
            StepsPerBatch = settings.BatchSize is null ? AutomaticSettings.StepsPerBatch(trained, batch) : 1,
            FlowPriors = PriorStrengths.None.With(RigidityPrior.Name, settings.Lambda ?? AutomaticSettings.RigidityStrength(prepared.SignalEnergy)),
            LatentNoise = settings.LatentNoise,
            Prior = new LatentPrior(settings.Centering, 1.5, 4),
            FlowRate = settings.FlowLearningRate,
            FlowRateEnd = settings.FlowLearningRateEnd,
            MapRate = settings.MapLearningRate ?? 0.03,
            LowPassStart = settings.FrequencyStart ?? Math.Min(0.35, settings.FrequencyEnd),
            LowPassEnd = settings.FrequencyEnd,
            Optimizer = settings.Optimizer == Optimizer.Adam ? OptimizerKind.Adam : OptimizerKind.Nesterov,
            LatentsGiven = given,
            FreezeLatents = settings.FreezeLatents,
            HeldOut = held,
        };
    }
}
