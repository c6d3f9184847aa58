using Flex3D.Stages.Comparison;
using Flex3D.Stages.Results;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Comparing;

/// <summary>Which of two runs explains the particles better that were held out of both.</summary>
/// <param name="Common">Number of particles held out of both.</param>
/// <param name="Measure">What is compared; null where nothing can be.</param>
/// <param name="Difference">By how much the first run explains a particle better; null where nothing can be compared.</param>
/// <param name="Says">The outcome in whole sentences.</param>
internal sealed record HeldOutComparison(int Common, HeldOutMeasure? Measure, PairedDifference? Difference, string Says)
{
    /// <summary>Compares the losses of the common particles.</summary>
    /// <param name="matched">The particles of both runs.</param>
    public static HeldOutComparison Of(ComparedRun first, ComparedRun second, MatchedParticles matched)
    {
        if (new[] { first, second }.FirstOrDefault(run => run.Losses is null) is { } without)
        {
            string why = without.HeldOut.Particles == 0 ? "no particle was held out of it" : without.Prepared.SharedImages is not null ? "its particles are rows of fewer images, for which none are kept" : "an earlier version made it, or its motion was not tested";
            return new(0, null, null, $"{without.Name} has no losses of single held-out particles (train/held_out.csv): {why}. Nothing can be said of which run explains held-out particles better.");
        }
        Dictionary<int, int> rowOf = matched.First.Zip(matched.Second).ToDictionary(pair => pair.First, pair => pair.Second);
        Dictionary<int, HeldOutImage> others = second.Losses!.ToDictionary(image => image.Row);
        (HeldOutImage First, HeldOutImage Second)[] common =
            [.. first.Losses!.Where(image => rowOf.TryGetValue(image.Row, out int row) && others.ContainsKey(row)).Select(image => (image, others[rowOf[image.Row]]))];
        HeldOutMeasure measure = first.HasImagesOf(second) ? HeldOutMeasure.Loss : HeldOutMeasure.Gain;
        PairedDifference? difference = measure == HeldOutMeasure.Loss
            ? PairedDifference.Of([.. common.Select(pair => pair.Second.Loss)], [.. common.Select(pair => pair.First.Loss)])
            : PairedDifference.Of([.. common.Select(pair => Gain(pair.First))], [.. common.Select(pair => Gain(pair.Second))]);
        return difference is null
            ? new(common.Length, null, null, $"{Count(common.Length)} held out of both {first.Name} and {second.Name}: nothing can be said of which explains held-out particles better. Runs with the same particles and the same seed hold out the same.")
            : new(common.Length, measure, difference, Sentence(first.Name, second.Name, measure, difference));

        static double Gain(HeldOutImage image) => image.RigidLoss - image.Loss;
        static string Count(int count) => count == 0 ? "No particle was" : "Only one particle was";
    }

    private static string Sentence(string first, string second, HeldOutMeasure measure, PairedDifference difference)
    {
        var gain = new MeanGain(Math.Abs(difference.Mean), difference.Error);
        (string better, string worse) = difference.Mean >= 0 ? (first, second) : (second, first);
        string on = FormattableString.Invariant($"On the {difference.Images:N0} particles held out of both, "), by = FormattableString.Invariant($"{gain.Gain:0.00} ± {gain.Error:0.00} a particle");
        if (difference.Mean == 0 && difference.Error == 0)
        {
            return $"{on}{first} and {second} have the same losses.";
        }
        string what = measure == HeldOutMeasure.Loss
            ? $"the loss of {better} is lower than that of {worse} by {by}"
            : $"the motion of {better} gains more over its own rigid map than that of {worse} over its own, by {by} (the images were prepared differently, so that the losses themselves cannot be compared)";
        string evidence = gain.Holds(difference.Images) ? FormattableString.Invariant($", {gain.ZScore:0.0} standard errors: it explains them better.")
            : FormattableString.Invariant($", {gain.ZScore:0.0} standard errors, which is no evidence ({MeanGain.EvidenceFromZ(difference.Images):0.#} are).");
        return on + what + evidence;
    }
}

/// <summary>What is compared on held-out particles.</summary>
internal enum HeldOutMeasure
{
    /// <summary>The predictive loss: both runs have the same training images.</summary>
    Loss,

    /// <summary>The predictive gain over each run's own rigid control.</summary>
    Gain,
}
