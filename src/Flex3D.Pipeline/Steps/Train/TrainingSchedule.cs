using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>The number and kinds of epochs of a training: those of <c>train.schedule</c>, or the usual ones.</summary>
internal static class TrainingSchedule
{
    private const int ContinuedEpochs = 16, UsualWarmUp = 5, UsualSecondRound = 8, MostEpochs = 10_000;
    private const string Setting = "train.schedule";

    /// <summary>Returns the settings with the numbers of epochs and warm-up epochs that were not given.</summary>
    /// <param name="given">Whether latents are given.</param>
    /// <param name="steps">Flow steps of an epoch after warm-up.</param>
    /// <param name="choices">Receives the reason of each choice.</param>
    /// <exception cref="InputException">The schedule is impossible, or differs from the numbers given.</exception>
    public static TrainOptions Choose(TrainOptions settings, bool given, int steps, Choices choices)
    {
        bool usual = settings.Epochs is null && settings.Schedule is null && settings.ContinueFrom is null && !given && settings.FreezeLatents != LatentFreeze.Always && settings.LatentDimension > 2;
        settings = settings with
        {
            SecondRound = choices.Value(
                settings.SecondRound, "train.secondRound", usual ? UsualSecondRound : 0, usual ? "latentDimension is 3 or more" : settings.LatentDimension > 2 ? "epochs, schedule, continueFrom or latents are given" : "latentDimension is below 3"),
        };
        return settings.Schedule is null || settings.SecondRound == 0 ? Choose(settings, steps, choices)
            : throw Bad("a schedule, and train.secondRound", "one of the two", "set train.secondRound to 0, and add its epochs to the schedule");
    }

    private static TrainOptions Choose(TrainOptions settings, int steps, Choices choices)
    {
        if (settings.Schedule is not { } given)
        {
            bool continued = settings.ContinueFrom is not null;
            int warmUp = settings.WarmUpEpochs ?? UsualWarmUp;
            return settings with
            {
                Epochs = choices.Value(settings.Epochs, "train.epochs", continued ? ContinuedEpochs : AutomaticSettings.Epochs(warmUp, steps), continued ? "an earlier training goes on" : $"from the {steps} flow steps of an epoch"),
                WarmUpEpochs = choices.Value(settings.WarmUpEpochs, "train.warmUpEpochs", continued ? 0 : UsualWarmUp, continued ? "the map of an earlier training needs none" : "the usual number"),
            };
        }
        long epochs = given.Sum(entry => (long)entry.Epochs);
        if (epochs is 0 or > MostEpochs)
        {
            throw Bad(FormattableString.Invariant($"{epochs} epochs in all"), $"1 to {MostEpochs}", "leave the schedule at auto for the usual epochs");
        }
        int before = given.TakeWhile(entry => entry.Update == EpochUpdate.Flow).Sum(entry => entry.Epochs);
        Require("train.epochs", settings.Epochs, (int)epochs, "epochs");
        Require("train.warmUpEpochs", settings.WarmUpEpochs, before, "epochs before the first of the map");
        return settings with
        {
            Epochs = choices.Value(settings.Epochs, "train.epochs", (int)epochs, "those of the schedule"),
            WarmUpEpochs = choices.Value(settings.WarmUpEpochs, "train.warmUpEpochs", before, "those of the schedule before the first of the map"),
        };
    }

    /// <summary>Returns what each epoch updates; null for the usual order.</summary>
    /// <exception cref="InputException">An entry contradicts itself or another setting.</exception>
    public static IReadOnlyList<ScheduledEpoch>? Of(TrainOptions settings)
    {
        if (settings.Schedule is not { } given)
        {
            return null;
        }
        foreach ((int i, EpochOptions entry) in given.Index())
        {
            if (entry is { Update: EpochUpdate.Map, InferLatents: true })
            {
                throw Bad($"entry {i + 1}, which updates the map and infers latents", "latents that are kept while the map is updated", "leave out inferLatents, and add an entry with update: flow for the latents");
            }
            if (entry.InferLatents == true && settings.FreezeLatents == LatentFreeze.Always)
            {
                throw Bad($"entry {i + 1}, which infers latents, and train.freezeLatents is always", "one of the two", "leave out inferLatents, or set train.freezeLatents to never");
            }
        }
        if (settings.ContinueFrom is null && given.All(entry => entry.Update == EpochUpdate.Map))
        {
            throw Bad("epochs of the map alone, and a flow that has not been trained", "an epoch with update: flow, or the flow of an earlier training", "set train.continueFrom, or add an entry with update: flow");
        }
        return [.. given.SelectMany(entry => Enumerable.Repeat(new ScheduledEpoch(entry.Update == EpochUpdate.Map, entry.InferLatents, entry.FlowLearningRate, entry.MapLearningRate, entry.Frequency), entry.Epochs))];
    }

    private static void Require(string setting, int? number, int scheduled, string what)
    {
        if (number is { } set && set != scheduled)
        {
            throw new InputException("the pipeline", setting, $"{set}, and a schedule of {scheduled} {what}", $"{scheduled}, or auto", $"leave out {setting}");
        }
    }

    private static InputException Bad(string found, string expected, string advice) => new("the pipeline", Setting, found, expected, advice);
}
