using Flex3D.Stages.Halves;
using Flex3D.Stages.Model;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Results;

/// <summary>Says what held-out particles show: the section "Can it be believed?" of the summary.</summary>
internal static class EvidenceText
{
    /// <summary>Returns the lines of the section.</summary>
    public static IEnumerable<string> Lines(MotionReportInput input)
    {
        HeldOutLoss heldOut = input.HeldOut;
        if (heldOut.Kind == Heterogeneity.Untested)
        {
            yield return $"There is no evidence either way, since {Untested(heldOut)}.";
            yield return "Hold some out (train.validationFraction) to test whether the motion predicts images the model has not seen.";
            yield break;
        }
        string what = input.SharedImages is null ? "particle" : "image", one = what == "image" ? "an image" : "a particle";
        yield return $"{heldOut.Particles:N0} {what}s were kept out of training{(heldOut.Micrographs > 0 ? $", all of {heldOut.Micrographs:N0} micrographs" : "")}. Their mean loss is {heldOut.Rigid:0.00} rigid and {heldOut.Flexed:0.00} flexed.";
        if (input.SharedImages is { } images)
        {
            yield return $"The {input.Particles:N0} particles are rows of {images:N0} images, and an image counts once. The motion is compared with the best";
            yield return "molecule that keeps one conformation, in whichever of an image's poses fits it best.";
        }
        yield return $"On image components the latents were not inferred from, the motion gains {Gain(heldOut.Motion)} {one}:";
        yield return $"{Math.Abs(heldOut.Motion.ZScore):0.0} standard errors {(heldOut.Motion.Gain < 0 ? "less" : "more")} than a rigid molecule whose pose is put right in every image.";
        if (heldOut.MotionDetail.Known)
        {
            yield return $"Over detail finer than {TestGains.DetailAngstrom:0} Å alone it gains {Gain(heldOut.MotionDetail)}, {heldOut.MotionDetail.ZScore:0.0} standard errors.";
        }
        if (heldOut.Mirror.Known)
        {
            yield return $"With each {what}'s latent mirrored about the mean of all, that is in the opposite conformation,";
            yield return $"the same model predicts worse by {Gain(heldOut.Mirror)}: {heldOut.Mirror.ZScore:0.0} standard errors{(heldOut.MirrorDetail.Known ? $", {heldOut.MirrorDetail.ZScore:0.0} over detail" : "")}. Where latents say nothing this is about 0, above or below.";
        }
        string evidence = $"{MeanGain.EvidenceFromZ(heldOut.Particles):0.#}";
        yield return $"Evidence is {evidence} standard errors or more{(evidence == "3" ? "" : $": more than 3, since the errors are known from {heldOut.Particles:N0} {what}s only")}.";
        if (heldOut.Composition.Known)
        {
            yield return $"A molecule that does not move, but has parts that are denser in some particles than in others, gains {Gain(heldOut.Composition)}:";
            yield return $"the motion gains {Compared(heldOut.Motion.Gain - heldOut.Composition.Gain, heldOut.DifferenceError)} than that"
                + (heldOut.CompositionDetail.Known ? $", over detail {Compared(heldOut.MotionDetail.Gain - heldOut.CompositionDetail.Gain, heldOut.DetailDifferenceError)}." : ".");
        }
        if (heldOut.Reoriented.Known)
        {
            yield return $"In other orientations than the given ones a molecule that does not move gains {Gain(heldOut.Reoriented)}{(heldOut.TurnedParticles < heldOut.Particles ? $" in {heldOut.TurnedParticles:N0} of them" : "")}"
                + (heldOut.Turns ? ": some of the given ones are far off." : ": none of the given ones is far off.");
            if (heldOut.Turns)
            {
                yield return $"Such a molecule in any orientation gains {heldOut.Turned:0.00} over the rigid one; the motion gains {Compared(heldOut.TurnedDifference.Gain, heldOut.TurnedDifference.Error)} than that.";
            }
        }
        if (heldOut.Kind == Heterogeneity.None && Poses(heldOut) is { } poses) // else it may be the motion that a rigid model reads as one
        {
            yield return $"Under the rigid molecule the given poses are off by {poses}.";
        }
        foreach (string line in input.Halves is { } halves ? Agreement(halves, what) : [])
        {
            yield return line;
        }
        if (heldOut.DefocusAngstrom > 0)
        {
            yield return $"The given defocus values are off by {heldOut.DefocusAngstrom:0} Å (standard deviation); they were re-estimated, and are put right for the rigid molecule too.";
        }
    }

    // Says how well two models agree that were learned from different images.
    private static IEnumerable<string> Agreement(ModelAgreement halves, string what)
    {
        (RegionAgreement moving, RegionAgreement rest) = (halves.Moving, halves.Rest);
        yield return $"Two more models were each learned from one half-set alone. On the {what}s kept out they differ, for the most mobile tenth,";
        yield return $"by {moving.DifferenceAngstrom:0.00} Å where it moves by {moving.MotionAngstrom:0.0} Å, and for the rest by {rest.DifferenceAngstrom:0.00} Å where it moves by {rest.MotionAngstrom:0.0} Å (RMS about the mean).";
        if (halves.Supported < 2)
        {
            yield return $"Those {what}s support the motion of {(halves.Supported == 1 ? "only one" : "neither")} of the two by itself: half of the data is little for it.";
            yield break;
        }
        yield return $"Other data would change the model of all particles by about half of that, {moving.ErrorAngstrom:0.00} and {rest.ErrorAngstrom:0.00} Å. It is off by more:";
        yield return "what both have wrong, such as too small a motion, does not show, and the uncertainty of each particle's latent adds to it.";
        if (moving.DifferenceAngstrom > moving.MotionAngstrom / 2)
        {
            yield return "They differ by more than half of the motion: take where a part goes, and how far, as uncertain.";
        }
    }

    /// <summary>Says why the motion was not tested.</summary>
    public static string Untested(HeldOutLoss heldOut) => heldOut.Particles == 0 ? "no particles were held out" : "the gain on held-out particles could not be measured";

    /// <summary>Says how far the given poses are off; null where they are not, or by too little to matter.</summary>
    public static string? Poses(HeldOutLoss heldOut)
    {
        const double LeastDegrees = 0.5, LeastAngstrom = 0.5;
        string[] parts =
        [
            .. heldOut.TurnDegrees >= LeastDegrees ? [$"{heldOut.TurnDegrees:0.0}° about each axis"] : Array.Empty<string>(),
            .. heldOut.ShiftAngstrom >= LeastAngstrom ? [$"{heldOut.ShiftAngstrom:0.0} Å along each axis of the image"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : string.Join(" and ", parts) + " (standard deviation)";
    }

    private static string Compared(double difference, double error) => $"{Math.Abs(difference):0.00} ({Math.Abs(difference) / error:0.0} standard errors) {(difference < 0 ? "less" : "more")}";

    // Adding 0 turns −0 into 0.
    private static string Gain(MeanGain gain) => $"{Math.Round(gain.Gain, 2) + 0.0:0.00} ± {gain.Error:0.00}";
}
