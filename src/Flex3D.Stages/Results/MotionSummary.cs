using System.Text;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Shards;

namespace Flex3D.Stages.Results;

/// <summary>Writes <c>summary.txt</c>: which parts moved, by how much, whether the data support it, and which files show it.</summary>
public sealed class MotionSummary
{
    /// <summary>The least displacement of the most mobile tenth that is called a motion, Å.</summary>
    public const double LeastTravelAngstrom = 0.3;

    /// <summary>The least share of all displacement of a component that counts as a further motion.</summary>
    public const double LeastShare = 0.05;

    private const double GainOfPoses = 5, MostPoses = 3;

    private readonly MotionReportInput _input;

    public MotionSummary(MotionReportInput input) => _input = input;

    /// <summary>
    /// True if held-out particles show motion (<see cref="HeldOutLoss.Kind"/>), and the molecule moves by 0.3 Å or more.
    /// </summary>
    public bool Supported => _input.HeldOut.Kind == Heterogeneity.Motion && Main.TravelAngstrom >= LeastTravelAngstrom;

    /// <summary>The warnings of the run, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => [.. _input.Health.Warnings(), .. _input.OtherWarnings];

    private MotionComponent Main => _input.Motion.Components[0];

    /// <summary>Returns the text, with lines of at most about 100 characters, ending in a line feed.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(_input.Title).AppendLine(new string('=', _input.Title.Length)).AppendLine();
        Section(text, "In one sentence", [Verdict()]);
        Section(text, "What moved", WhatMoved());
        if (_input.Reconstructed)
        {
            Section(text, "Resolution (FSC 0.143)", Resolution());
        }
        if (_input.Symmetry.Count > 0)
        {
            Section(text, "Symmetry of the half-maps", _input.Symmetry);
        }
        if (_input.Finished.Count > 0)
        {
            Section(text, "Finished maps", _input.Finished);
        }
        Section(text, "Can it be believed?", EvidenceText.Lines(_input));
        if (_input.SetAside.Count > 0)
        {
            Section(text, "Particles set aside", [$"{_input.SetAside.Count:N0} particles were set aside as bad, and are in no result: {_input.SetAside.Faults}."]);
        }
        if (_input.Unfit > 0)
        {
            Section(text, "Particles that fit nothing", Unfit());
        }
        if (Warnings.Count > 0)
        {
            Section(text, "Warnings", Warnings.Select(w => "! " + w));
        }
        if (_input.Files.Count > 0)
        {
            int width = _input.Files.Max(f => f.File.Length);
            Section(text, "Where to look", _input.Files.Select(f => $"{f.File.PadRight(width)}  {f.What}"));
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Returns the result in one sentence.</summary>
    public string Verdict() => _input.HeldOut.Kind switch
    {
        Heterogeneity.Untested => $"Motion was not tested, since {EvidenceText.Untested(_input.HeldOut)}: the flexed map is made with the learned motion, unverified.",
        Heterogeneity.None when EvidenceText.Poses(_input.HeldOut) is { } poses => $"The data do not support motion: the given poses are off by {poses}, or some images show something else. Treat the molecule as rigid and use the rigid map.",
        Heterogeneity.None => "The data do not support motion: treat the molecule as rigid and use the rigid map.",
        Heterogeneity.Composition => "The particles differ in composition: parts of them are denser in some than in others. The data do not support motion.",
        Heterogeneity.Undecided when _input.HeldOut.MagnificationsDiffer => "Something differs between particles, but the pixel sizes of optics groups do not fit each other, and the data do not tell whether anything moves beyond that: correct the pixel sizes of the groups (rlnImagePixelSize of the table), and prepare again.",
        Heterogeneity.Undecided => "Something differs between particles, but the data do not tell whether it is a part that moves or one that some of them lack.",
        Heterogeneity.Diffuse => $"Something differs between particles, but no detail finer than {TestGains.DetailAngstrom:0} Å is shown to differ with it: it may be a micelle, a disordered part or wrong poses, and is no evidence of a motion of the molecule.",
        Heterogeneity.Orientations => "Many given orientations are far off: a molecule that does not move, in other orientations, predicts the images as well as a motion does. The data do not support motion: refine the poses again in the program that gave them, or leave out the particles that do not fit theirs (inputs.select).",
        _ when Supported && MostlyPoses => $"The molecule may move: its most mobile tenth travels {Main.TravelAngstrom:0.0} Å, but what particles the model has not seen agree with may be a correction of their poses alone.",
        _ when Supported => $"The molecule moves: its most mobile tenth travels {Main.TravelAngstrom:0.0} Å, and particles the model has not seen agree.",
        _ when CorrectsPoses => $"The molecule hardly moves ({Main.TravelAngstrom:0.00} Å): what particles the model has not seen agree with is a correction of their poses.",
        _ => $"The molecule hardly moves ({Main.TravelAngstrom:0.00} Å), though particles the model has not seen agree: treat it as rigid and use the rigid map.",
    };

    // The gain on held-out particles is that of shape and pose together, over a control with a pose of its own in every image. That can miss a part of what its five numbers could give, about half a
    // unit each, but no more unless the given pose is far off. A pose part larger than the shape is also what poses of less than half of the mass look like; three times it, of less than a tenth.
    private bool MostlyPoses => CorrectsPoses && _input.PoseRmsAngstrom > (_input.HeldOut.Motion.Gain < GainOfPoses ? 1 : MostPoses) * _input.Motion.RmsAngstrom;

    private bool CorrectsPoses => _input.PoseRmsAngstrom >= LeastTravelAngstrom;

    private IEnumerable<string> WhatMoved() => CorrectsPoses && _input.HeldOut.Supported != false
        ? Shape().Append($"The model also turns and shifts the molecule as a whole, by {_input.PoseRmsAngstrom:0.0} Å (RMS): this corrects poses, and is no motion.")
        : Shape();

    private IEnumerable<string> Shape() => _input.HeldOut.Kind switch
    {
        Heterogeneity.Untested => Learned("noise that it fitted"),
        Heterogeneity.None => Nothing("that fits noise: ignore it"),
        Heterogeneity.Orientations => Nothing("that turns particles whose given orientation is wrong: ignore it"),
        Heterogeneity.Composition => Nothing("that describes missing parts badly: ignore it").Concat(Varying()),
        Heterogeneity.Undecided when _input.HeldOut.MagnificationsDiffer => Learned("pixel sizes that do not fit each other").Concat(Varying()),
        Heterogeneity.Undecided => Learned("a part that some particles lack").Concat(Varying()),
        Heterogeneity.Diffuse => Learned("a micelle, a disordered part or wrong poses").Concat(Varying()),
        _ when Supported => Motion(),
        _ => [$"The model's largest displacement, {Main.TravelAngstrom:0.00} Å for the most mobile tenth, is too small to matter."],
    };

    private IEnumerable<string> Nothing(string but) =>
    [
        "Nothing that the data support.",
        $"The model moves its most mobile tenth by {Main.TravelAngstrom:0.0} Å, but {but}. The maps are made without it.",
    ];

    // The numbers describe the model: no sentence here says that the molecule does it.
    private IEnumerable<string> Learned(string cause) =>
    [
        $"No motion is shown. What the model learned may come from {cause}:",
        $"from the {Percentiles(Main)} percentile of the particles its flow displaces the density by {Travel(Main.RmsAngstrom):0.0} Å,",
        $"and the tenth that it displaces most, {Around(Main)},",
        $"by {Main.TravelAngstrom:0.0} Å (RMS). These are figures of the model, not of the molecule.",
    ];

    private IEnumerable<string> Varying() => _input.Varying is not { } part || !_input.HeldOut.Composition.Holds(_input.HeldOut.Particles) ? [] :
    [
        $"If nothing moves, the tenth of the density that varies most does so by {100 * part.Spread:0} % of its mean (standard deviation over the particles).",
        $"That part is centred at x {Whole(part.Centroid.X)}, y {Whole(part.Centroid.Y)}, z {Whole(part.Centroid.Z)} Å from the box centre, with a radius of about {part.RadiusAngstrom:0} Å.",
    ];

    private string[] Unfit() =>
    [
        $"{_input.Unfit:N0} of {_input.Particles:N0} particles ({100.0 * _input.Unfit / _input.Particles:0.#} %) do not show the detail that the model predicts: ice, broken or wrongly placed particles, or others.",
        "They have a weight below 0.5 in latents.csv, and count as little in the model and in the maps.",
    ];

    private IEnumerable<string> Motion()
    {
        MotionComponent main = Main;
        yield return $"The main motion explains {100 * main.VarianceExplained:0} % of all displacement of {_input.Particles:N0} particles{(_input.SharedImages is { } images ? $" of {images:N0} images" : "")}.";
        yield return $"From the {Percentiles(main)} percentile of the particles it moves the whole molecule by {Travel(main.RmsAngstrom):0.0} Å";
        yield return $"and the most mobile 10 % of its density by {main.TravelAngstrom:0.0} Å (RMS).";
        yield return $"That part is {Around(main)}.";
        for (int i = 1; i < _input.Motion.Components.Count; i++)
        {
            MotionComponent other = _input.Motion.Components[i];
            if (other.VarianceExplained >= LeastShare)
            {
                yield return $"A further motion ({100 * other.VarianceExplained:0} % of the displacement) moves its most mobile tenth by {other.TravelAngstrom:0.0} Å.";
            }
        }
        int needed = _input.Motion.Components.Count(component => component.VarianceExplained >= LeastShare), superfluous = _input.LatentDimension - needed;
        if (superfluous > 0 && needed < _input.Motion.Components.Count)
        {
            yield return $"{(needed == 1 ? "One motion" : $"{needed} motions")} of {100 * LeastShare:0} % or more of the displacement: {superfluous} of {_input.LatentDimension} latent coordinates {(superfluous == 1 ? "is" : "are")} superfluous (train.latentDimension).";
        }
    }

    private static string Percentiles(MotionComponent motion) => motion.Percentile == 1 ? "1st to the 99th" : $"{motion.Percentile}th to the {100 - motion.Percentile}th";

    private static string Around(MotionComponent motion) =>
        $"centred at x {Whole(motion.MovingCentroid.X)}, y {Whole(motion.MovingCentroid.Y)}, z {Whole(motion.MovingCentroid.Z)} Å from the box centre, with a radius of about {motion.MovingRadiusAngstrom:0} Å";

    private double Travel(double rms) => (Main.HighScore - Main.LowScore) * rms;

    private IEnumerable<string> Resolution()
    {
        if (_input.OwnFlows)
        {
            yield return "Each flexed half-map was made with the motion learned from its half-set alone.";
        }
        yield return $"whole map:      rigid {Angstrom(_input.RigidResolution)}, flexed {Angstrom(_input.FlexedResolution)}";
        if (_input.RigidResolutionMoving is not null || _input.FlexedResolutionMoving is not null)
        {
            yield return $"moving region:  rigid {Angstrom(_input.RigidResolutionMoving)}, flexed {Angstrom(_input.FlexedResolutionMoving)}";
        }
    }

    // Adding 0 turns −0 into 0.
    private static string Whole(double angstrom) => $"{Math.Round(angstrom) + 0.0:0}";

    private static string Angstrom(double? value) => value is { } v ? $"{v:0.0} Å" : "not limited by the FSC";

    private static void Section(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        text.AppendLine(heading);
        foreach (string line in lines)
        {
            text.Append("  ").AppendLine(line);
        }
        text.AppendLine();
    }
}
