using Flex3D.Stages.Inference;

namespace Flex3D.Stages.Training;

/// <summary>The kind of an epoch: the part of the model that it improves.</summary>
public enum EpochKind
{
    /// <summary>The flow network takes steps, as a rule after latents are inferred; the map is fixed.</summary>
    Flow,

    /// <summary>The canonical map takes steps; flow and latents are fixed.</summary>
    Map,

    /// <summary>The latents of all particles are inferred once more, with finer steps; nothing else changes.</summary>
    Embed,
}

/// <summary>The settings of one epoch.</summary>
/// <param name="Kind">The kind of the epoch.</param>
/// <param name="FlowRate">Learning rate of the flow network.</param>
/// <param name="MapRate">Step of the maps in a pass over all particles: a minibatch takes its share of it.</param>
/// <param name="OccupancyRate">Learning rate of the composition model.</param>
/// <param name="LowPass">Band limit of the canonical map, cycles/pixel.</param>
/// <param name="MeasuresPoses">Whether the spreads of poses are estimated from what the Gauss-Newton steps find: in the second half, where the model has settled.</param>
/// <param name="Search">Settings of the latent search; null where latents are not changed.</param>
/// <param name="Neighbourhood">Where the canonical map is made anew from the particles nearest to the anchor: how many times the smallest number of them (<see cref="LatentFrames.AnchorNeighbours"/>). In the first map epoch after a layout of the latents 1, and their flow is left out; then 2 and 4. 0 where the map goes on, with all particles.</param>
/// <param name="Coarse">Whether flow and latents follow from images at the smaller box, where the options have one: in warm-up.</param>
public sealed record EpochSettings(EpochKind Kind, double FlowRate, double MapRate, double OccupancyRate, double LowPass, bool MeasuresPoses, LatentSearchSettings? Search, int Neighbourhood = 0, bool Coarse = false)
{
    /// <summary>Whether the canonical map is made of the smallest neighbourhood, where no flow is needed.</summary>
    public bool Unmoved => Neighbourhood == 1;
}

/// <summary>The order of epochs in training: warm-up, then map and flow epochs in turn (block coordinate descent), or as <see cref="TrainingOptions.Schedule"/> has it; then one inference of all latents.</summary>
public static class EpochSchedule
{
    // The fewest epochs after a layout that moves the anchor: two map epochs and two flow epochs after the map is made anew.
    private const int FollowAnchor = 5;

    // The number of flow steps that an epoch after warm-up is to have, and how many times those of one of warm-up it may have for it.
    private const int StepsAfterWarmUp = 75, MostTimes = 3;

    /// <summary>Returns the number of epochs, the final inference of latents included.</summary>
    public static int Count(TrainingOptions options) => options.Epochs + 1;

    /// <summary>Whether the latents are laid out anew at the end of an epoch (<see cref="LatentFrames.PrincipalLayout"/>): the last of warm-up and the first flow epoch of the second half, unless they were given.</summary>
    public static bool LaysOut(TrainingOptions options, int epoch) =>
        Lays(options) && epoch >= 0 && epoch < FirstRound(options) && (epoch == options.WarmUpEpochs - 1 || epoch == SecondHalf(options)) && MayInfer(options, epoch);

    /// <summary>Whether such a layout moves the anchor to a conformation that many particles have, of which the next epoch makes the canonical map: if the options want it and enough epochs follow to make that map from all particles again.</summary>
    public static bool Anchors(TrainingOptions options, int epoch) => LaysOut(options, epoch) && MayAnchor(options, epoch);

    /// <summary>Whether a latent coordinate that was left out is tried again from the end of an epoch on: at the end of the first round (<see cref="TrainingOptions.SecondRound"/>).</summary>
    public static bool TriesCoordinate(TrainingOptions options, int epoch) => options.SecondRound > 0 && Lays(options) && epoch == FirstRound(options) - 1;

    /// <summary>Whether such a trial ends with an epoch: the last flow epoch of the second round.</summary>
    public static bool EndsTrial(TrainingOptions options, int epoch) => options.SecondRound > 1 && Lays(options) && epoch == FirstRound(options) + (options.SecondRound - 2) / 2 * 2 + 1;

    // Whether a layout at the end of an epoch moves the anchor: the next epoch then makes the map of few particles, so that a given schedule must update it once more.
    private static bool MayAnchor(TrainingOptions options, int epoch) => options.CentralMap && epoch + FollowAnchor < FirstRound(options)
        && (options.Schedule is not { } given || (given[epoch + 1].UpdatesMap && given.Skip(epoch + 2).Any(later => later.UpdatesMap)));

    // The neighbourhood grows from map epoch to map epoch after the anchor has moved; in the last two of a round the map is made of all particles.
    private static int Neighbourhood(TrainingOptions options, int epoch)
    {
        int anchor = Enumerable.Range(0, epoch).LastOrDefault(e => Anchors(options, e), -1);
        int before = Enumerable.Range(anchor + 1, epoch - anchor - 1).Count(e => UpdatesMap(options, e));
        bool more = Enumerable.Range(epoch + 1, Math.Max(0, FirstRound(options) - epoch - 1)).Count(e => UpdatesMap(options, e)) >= 2;
        return anchor < 0 ? 0 : before == 0 ? 1 : before <= 2 && more ? 2 * before : 0;
    }

    private static bool UpdatesMap(TrainingOptions options, int epoch) =>
        options.Schedule is { } given ? given[epoch].UpdatesMap
        : epoch >= FirstRound(options) ? (epoch - FirstRound(options)) % 2 == 0
        : epoch >= options.WarmUpEpochs && (epoch - options.WarmUpEpochs) % 2 == 0;

    private static int FirstRound(TrainingOptions options) => options.Epochs - options.SecondRound;

    // Whether a round is in its second half, where the model has settled.
    private static bool Settles(TrainingOptions options, int epoch) => epoch >= options.Epochs || (epoch < FirstRound(options) ? epoch >= FirstRound(options) / 2 : epoch >= SettledAgain(options));

    // The epoch from which the search of an epoch's round is fine, and ends with posteriors.
    private static int Settled(TrainingOptions options, int epoch) => epoch < FirstRound(options) ? SecondHalf(options) : SettledAgain(options);

    // The first flow epoch of the second half of the second round, in which each second epoch is one of the flow.
    private static int SettledAgain(TrainingOptions options) => FirstRound(options) + options.SecondRound / 2 + (options.SecondRound / 2 + 1) % 2;

    // False where a given schedule keeps the latents.
    private static bool MayInfer(TrainingOptions options, int epoch) => options.Schedule?[epoch].InfersLatents != false;

    /// <summary>Returns the number of steps on a minibatch: of flow epochs that of the options or, after warm-up where the map is made anew, up to three times as many, for about 75 steps an epoch.</summary>
    /// <remarks>
    /// A turn by 90° among 5,000 particles takes all of them: without, the arm of an antibody is 5.6 Å off. In warm-up, against a map that is smeared, steps beyond the first follow the
    /// noise of the minibatch: of 3,000 images of a small molecule, held-out ones were then predicted worse.
    /// </remarks>
    /// <param name="minibatches">Number of minibatches of an epoch.</param>
    public static int StepsPerBatch(TrainingOptions options, int epoch, int minibatches)
    {
        int steps = options.StepsPerBatch;
        return At(options, epoch).Kind != EpochKind.Flow ? 1 : epoch < options.WarmUpEpochs ? steps : FlowSteps(minibatches, steps, options.CentralMap) / minibatches;
    }

    /// <summary>Returns the number of steps of a flow epoch after warm-up.</summary>
    /// <param name="minibatches">Number of minibatches of an epoch.</param>
    /// <param name="stepsPerBatch">Steps on a minibatch in warm-up.</param>
    /// <param name="centralMap">Whether the map is made anew.</param>
    public static int FlowSteps(int minibatches, int stepsPerBatch, bool centralMap) =>
        minibatches * stepsPerBatch * (centralMap ? Math.Clamp((int)Math.Ceiling(StepsAfterWarmUp / ((double)minibatches * stepsPerBatch)), 1, MostTimes) : 1);

    private static bool Lays(TrainingOptions options) => !options.LatentsGiven && !options.FreezeLatents;

    // The first flow epoch of the second half that infers latents.
    private static int SecondHalf(TrainingOptions options)
    {
        bool anew = options.WarmUpEpochs > 0 && Lays(options) && MayAnchor(options, options.WarmUpEpochs - 1);
        int first = FirstRound(options);
        for (int epoch = Math.Max(options.WarmUpEpochs, first / 2); epoch < first; epoch++)
        {
            // The flow epoch after a map that is made anew does not.
            if (!UpdatesMap(options, epoch) && MayInfer(options, epoch) && !(anew && epoch == options.WarmUpEpochs + 1))
            {
                return epoch;
            }
        }
        return first;
    }

    /// <summary>
    /// Whether it may be decided at the end of an epoch that poses are re-estimated from then on: in flow epochs of the last quarter. A few epochs put poses right; in more, poses take over a part of the motion.
    /// </summary>
    public static bool DecidesPoses(TrainingOptions options, int epoch) => 4 * epoch >= 3 * options.Epochs && At(options, epoch).Kind == EpochKind.Flow;

    /// <summary>Returns the settings of an epoch in which poses or defocus values are re-estimated: every search of the second half ends with a Gauss-Newton step in all own parameters.</summary>
    /// <param name="settings">The settings without.</param>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="poses">Whether poses are re-estimated.</param>
    /// <param name="defocus">Whether defocus values are.</param>
    public static EpochSettings Refining(EpochSettings settings, TrainingOptions options, int epoch, bool poses, bool defocus) => (poses || defocus) && settings.Search is { } search && Settles(options, epoch)
        ? settings with { MeasuresPoses = true, Search = search with { NewtonSteps = Math.Max(1, search.NewtonSteps), Poses = poses, Defocus = defocus, DrawsLatents = settings.Kind == EpochKind.Flow && !EndsTrial(options, epoch) } }
        : settings;

    /// <summary>Returns the settings of epoch <paramref name="epoch"/>, 0 ≤ epoch &lt; <see cref="Count"/>.</summary>
    public static EpochSettings At(TrainingOptions options, int epoch)
    {
        int first = FirstRound(options);
        (int of, int within) = epoch < first ? (first, epoch) : (options.SecondRound, epoch - first);
        double fraction = of < 2 ? 1 : Math.Min(1, within / (of - 1.0));
        double rate = options.FlowLearningRate * Math.Pow(options.FlowLearningRateEnd / options.FlowLearningRate, fraction);
        double occupancy = options.OccupancyLearningRate * Math.Pow(options.OccupancyLearningRateEnd / options.OccupancyLearningRate, fraction);
        double map = options.MapLearningRate * Math.Pow(3, 1 - fraction);
        int later = Math.Max(1, first - 1 - options.WarmUpEpochs);
        double marching = Math.Clamp((epoch - options.WarmUpEpochs) / (double)later, 0, 1);
        double lowPass = options.FrequencyStart + (options.FrequencyEnd - options.FrequencyStart) * marching;
        ScheduledEpoch? given = options.Schedule?[Math.Min(epoch, options.Epochs - 1)];
        (rate, map, lowPass) = (given?.FlowRate ?? rate, given?.MapRate ?? map, given?.LowPass ?? lowPass);
        if (epoch >= options.Epochs)
        {
            return new(EpochKind.Embed, rate, map, occupancy, lowPass, !options.FreezeLatents, options.FreezeLatents ? null : Search([0.25], 3, centres: true));
        }
        if (UpdatesMap(options, epoch))
        {
            return new(EpochKind.Map, rate, map, occupancy, lowPass, false, null, Neighbourhood(options, epoch));
        }
        bool held = Anchors(options, epoch - 2); // the flow first follows the new map
        bool search = !options.FreezeLatents && (given?.InfersLatents ?? (!held && !(options.HoldLatents && epoch < options.WarmUpEpochs && !LaysOut(options, epoch))));
        LatentSearchSettings? settings = search ? Flow() : null;
        return new(EpochKind.Flow, rate, map, occupancy, lowPass, settings is { NewtonSteps: > 0 } && epoch >= Settled(options, epoch), settings, Coarse: options.CoarseBox > 0 && epoch < options.WarmUpEpochs);

        // Sweeps find the right minimum; a Gauss-Newton step goes to its bottom and says how wide it is, which holds for the epoch after, too.
        LatentSearchSettings Flow()
        {
            int later = epoch - Settled(options, epoch);
            return later < 0 ? Search([0.5], LaysOut(options, epoch) ? 1 : 0) : Search([0.25], later / 2 % 2 == 0 || EndsTrial(options, epoch) ? 1 : 0, centres: later < 2);
        }

        LatentSearchSettings Search(double[] steps, int newton, bool centres = false) => new(steps, options.Prior.Scale, options.Prior, newton, centres);
    }
}
