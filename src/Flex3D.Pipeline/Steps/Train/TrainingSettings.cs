using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Inference;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Optimisation;
using Flex3D.Stages.Priors;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Steps.Train;

/// <summary>Turns the settings of a pipeline file, with values chosen from the data, into the numbers that training uses.</summary>
internal static class TrainingSettings
{
    /// <summary>The fewest images of a data set of which each half-set is enough to learn a motion from.</summary>
    private const int EnoughForHalves = 20_000;

    // The components of a subspace that is fitted to fewer images are noisy.
    private const int EnoughForSubspace = 3_000;

    // With fewer in an epoch, too much is left of the old map when a new one is made.
    private const int LeastMinibatches = 5;

    /// <summary>Chooses a value for each setting of the step that is <c>auto</c>, and stores it in the run's settings.</summary>
    /// <exception cref="InputException">There are too few particles.</exception>
    public static TrainOptions Use(StepContext context, PreparedFiles prepared)
    {
        var choices = new Choices();
        TrainOptions settings = Choose(context.Options.Train!, context.Options, prepared, choices);
        context.Settings.Use(context.Options with { Train = settings }, choices);
        return settings;
    }

    /// <summary>Returns the settings with a chosen value in place of each <c>auto</c>; other settings stay as they are.</summary>
    /// <param name="choices">Receives the reason of each choice.</param>
    /// <exception cref="InputException">There are too few particles.</exception>
    private static TrainOptions Choose(TrainOptions settings, PipelineOptions pipeline, PreparedFiles prepared, Choices choices)
    {
        int held = HeldOut(settings, prepared), images = prepared.Images;
        int trained = (int)((long)prepared.Count * (images - held) / images); // of images that have several rows, about as many
        bool shared = prepared.SharedImages is not null;
        int most = choices.Value(
            settings.MostParticles, "train.mostParticles", shared ? Math.Max(10, prepared.Count) : AutomaticSettings.MostParticles(prepared.SignalEnergy), shared ? "rows share images" : FormattableString.Invariant($"from the signal of an image ({prepared.SignalEnergy:0.#})"));
        trained = Math.Min(trained, most);
        double fraction = held / (double)images;
        int batch = choices.Value(settings.BatchSize, "train.batchSize", AutomaticSettings.BatchSize(trained), $"from the {trained} particles that are trained on");
        bool few = trained < LeastMinibatches * batch;
        int repeats = settings.BatchSize is null ? AutomaticSettings.StepsPerBatch(trained, batch) : 1;
        int flowSteps = EpochSchedule.FlowSteps(Math.Max(1, (int)Math.Round(trained / (double)batch)), settings.StepsPerBatch ?? repeats, settings.CentralMap ?? (!shared && !few));
        settings = TrainingSchedule.Choose(settings, pipeline.Inputs.Latents is not null, flowSteps, choices);
        if (settings.Halves == TrainedHalves.Auto)
        {
            bool independent = LearnsHalves(settings, pipeline, prepared);
            choices.Note("train.halves", held == 0 ? "no particles are held out, on which two models could be compared" : pipeline.Inputs.Latents is not null ? "given latents do not come from one half-set alone" : FormattableString.Invariant($"{images} images, {(independent ? "and" : "fewer than")} {EnoughForHalves} {(independent ? "" : "that ")}are enough"));
            settings = settings with { Halves = independent ? TrainedHalves.Independent : TrainedHalves.Shared };
        }
        if (settings.InitialLatents == InitialLatents.Auto && NoSubspace(settings, pipeline, prepared) is { } reason)
        {
            choices.Note("train.initialLatents", reason);
            settings = settings with { InitialLatents = InitialLatents.None };
        }
        return settings with
        {
            // If no fraction gives this number of particles (such as a single one), auto stays.
            ValidationFraction = AutomaticSettings.HeldOut(images, fraction) == held ? choices.Value(settings.ValidationFraction, "train.validationFraction", fraction, $"{held} of {images} {(prepared.SharedImages is null ? "particles" : "images")}") : settings.ValidationFraction,
            MostParticles = most,
            BatchSize = batch,
            StepsPerBatch = choices.Value(settings.StepsPerBatch, "train.stepsPerBatch", repeats, settings.BatchSize is null ? $"so that an epoch of {trained} particles has about 25 steps" : "batchSize was given"),
            Lambda = choices.Value(
                settings.Lambda, "train.lambda", AutomaticSettings.RigidityStrength(prepared.SignalEnergy), FormattableString.Invariant($"from the signal of an image ({prepared.SignalEnergy:0.#})")),
            RigidityShare = choices.Value(
                settings.RigidityShare, "train.rigidityShare", settings.Lambda is null && !shared ? 0.01 : 0, settings.Lambda is not null ? "lambda was given" : shared ? "rows share images" : "0.01, since lambda is auto"),
            CentralMap = choices.Value(settings.CentralMap, "train.centralMap", !shared && !few, shared ? "rows share images, some perhaps in a wrong pose" : few ? $"fewer than {LeastMinibatches} minibatches" : "each particle has an image of its own"),
            FrequencyStart = settings.ContinueFrom is null
                ? choices.Value(settings.FrequencyStart, "train.frequencyStart", Math.Min(0.35, settings.FrequencyEnd), "0.35, or frequencyEnd where that is less")
                : choices.Value(settings.FrequencyStart, "train.frequencyStart", settings.FrequencyEnd, "frequencyEnd, since an earlier training goes on"),
        };
    }

    /// <summary>Returns the numbers that training uses.</summary>
    /// <exception cref="InputException">The settings do not fit the data or each other.</exception>
    public static TrainingOptions Resolve(TrainOptions settings, PipelineOptions pipeline, PreparedFiles prepared)
    {
        settings = Choose(settings, pipeline, prepared, new Choices());
        int held = HeldOut(settings, prepared);
        bool given = pipeline.Inputs.Latents is not null;
        bool subspace = settings.InitialLatents == InitialLatents.Subspace;
        bool continued = settings.ContinueFrom is not null;
        if (continued && (given || subspace))
        {
            throw new InputException("the pipeline", "train.continueFrom", $"an earlier training, which has latents, and {(given ? "a file of latents" : "those of a subspace")}", "one of the two", given ? "leave out inputs.latents" : "set train.initialLatents to none");
        }
        if (settings.FreezeLatents == LatentFreeze.Always && !given && !subspace && !continued)
        {
            throw new InputException("the pipeline", "train.freezeLatents", "always without latents", "a file of latents, those of a subspace, or those of an earlier training", "set inputs.latents or train.continueFrom, or train.initialLatents to subspace");
        }
        if (subspace && given)
        {
            throw new InputException("the pipeline", "train.initialLatents", "subspace, and given latents", "one of the two", "set train.initialLatents to none, or leave out inputs.latents");
        }
        if (settings.CoarseBox is not 0 and var coarse && (!BoxSizes.IsSupported(coarse) || coarse >= prepared.TrainingBox))
        {
            throw new InputException("the pipeline", "train.coarseBox", FormattableString.Invariant($"{coarse}"), FormattableString.Invariant($"an even box from {BoxSizes.Smallest} to {prepared.TrainingBox - 2} (the training box is {prepared.TrainingBox}), or 0 for no smaller one"), "leave it at 0");
        }
        if (settings.Halves == TrainedHalves.Independent && held == 0)
        {
            throw new InputException("the pipeline", "train.halves", "independent, and no particles are held out", "held-out particles, on which the models of the half-sets are compared", "set train.halves to shared, or train.validationFraction above 0");
        }
        if (settings.Halves == TrainedHalves.Independent && given)
        {
            throw new InputException("the pipeline", "train.halves", "independent, and given latents, which do not come from one half-set alone", "latents that each half-set finds by itself", "set train.halves to shared, or leave out inputs.latents");
        }
        return new TrainingOptions
        {
            Seed = (ulong)pipeline.Seed,
            Epochs = settings.Epochs!.Value + settings.SecondRound!.Value,
            SecondRound = settings.SecondRound!.Value,
            WarmUpEpochs = settings.WarmUpEpochs!.Value,
            Schedule = TrainingSchedule.Of(settings),
            BatchSize = Math.Min(Math.Min(prepared.Count - held, settings.MostParticles!.Value), settings.BatchSize!.Value),
            StepsPerBatch = settings.StepsPerBatch!.Value,
            FlowPriors = PriorStrengths.None.With(RigidityPrior.Name, settings.Lambda!.Value),
            RigidityShare = settings.RigidityShare!.Value,
            CentralMap = settings.CentralMap!.Value,
            CoarseBox = settings.CoarseBox,
            LatentNoise = settings.LatentNoise,
            Prior = new LatentPrior(settings.Centering, 1.5, 4),
            FlowLearningRate = settings.FlowLearningRate,
            FlowLearningRateEnd = settings.FlowLearningRateEnd,
            MapLearningRate = settings.MapLearningRate,
            FrequencyStart = settings.FrequencyStart!.Value,
            FrequencyEnd = settings.FrequencyEnd,
            WholeMoves = settings.WholeMoves,
            RefinesPoses = settings.RefinePoses,
            RefinesDefocus = settings.RefineDefocus,
            Optimizer = settings.Optimizer == Optimizer.Adam ? OptimizerKind.Adam : OptimizerKind.Nesterov,
            LatentsGiven = given || continued,
            HoldLatents = settings.FreezeLatents != LatentFreeze.Never && (given || settings.InitialLatents != InitialLatents.None || continued),
            FreezeLatents = settings.FreezeLatents == LatentFreeze.Always,
            HeldOut = held,
            MostParticles = settings.MostParticles!.Value,
        };
    }

    /// <summary>Returns the numbers that training on a half-set uses: minibatches and steps are chosen anew where they are those chosen for all particles.</summary>
    /// <param name="all">Number of particles that are trained on in all.</param>
    /// <param name="half">Number of those of the half-set.</param>
    public static TrainingOptions ForHalf(TrainingOptions options, int all, int half)
    {
        (all, half) = (options.Learned(all), options.Learned(half));
        int batch = options.BatchSize == AutomaticSettings.BatchSize(all) ? AutomaticSettings.BatchSize(half) : Math.Min(options.BatchSize, half);
        bool chosen = options.StepsPerBatch == AutomaticSettings.StepsPerBatch(all, options.BatchSize);
        return options with
        {
            BatchSize = batch,
            StepsPerBatch = chosen ? AutomaticSettings.StepsPerBatch(half, batch) : options.StepsPerBatch,
            CentralMap = options.CentralMap && half >= LeastMinibatches * batch,
        };
    }

    /// <summary>Returns whether a model is learned from each half-set alone, if the motion is supported.</summary>
    public static bool LearnsHalves(TrainOptions settings, PipelineOptions pipeline, PreparedFiles prepared) =>
        settings.Halves == TrainedHalves.Independent || (settings.Halves == TrainedHalves.Auto && pipeline.Inputs.Latents is null && prepared.Images >= EnoughForHalves && HeldOut(settings, prepared) > 0);

    /// <summary>Returns whether a linear subspace is fitted before the first epoch.</summary>
    /// <exception cref="InputException">The settings do not fit the data.</exception>
    public static bool FitsSubspace(TrainOptions settings, PipelineOptions pipeline, PreparedFiles prepared) => Choose(settings, pipeline, prepared, new Choices()).InitialLatents != InitialLatents.None;

    // Why no subspace is fitted where that is left to the data; null where one is. Wrong poses, from which rows that share an image suffer most, are components, too.
    private static string? NoSubspace(TrainOptions settings, PipelineOptions pipeline, PreparedFiles prepared) =>
        pipeline.Inputs.Latents is not null ? "latents are given"
        : settings.ContinueFrom is not null ? "an earlier training has latents"
        : prepared.SharedImages is not null ? "rows share images"
        : prepared.Images < EnoughForSubspace ? FormattableString.Invariant($"{prepared.Images} images are fewer than {EnoughForSubspace}")
        : settings.LatentDimension < 2 ? "one coordinate does not follow a large motion in a subspace"
        : settings.WarmUpEpochs == 0 || settings.FreezeLatents != LatentFreeze.WarmUp ? "latents are not kept in warm-up"
        : HeldOut(settings, prepared) == 0 ? "no particles are held out, which could support it"
        : null;

    private static int HeldOut(TrainOptions settings, PreparedFiles prepared)
    {
        int held = settings.ValidationFraction is { } fraction ? AutomaticSettings.HeldOut(prepared.Images, fraction) : AutomaticSettings.HeldOut(prepared.Images);
        return prepared.Images - held >= 2
            ? held
            : throw new InputException(prepared.Particles, null, $"{prepared.Count} particles{(prepared.SharedImages is { } images ? $" of {images} images" : "")}", "enough to train on and to hold some out", "set train.validationFraction to 0, or give more particles");
    }
}
