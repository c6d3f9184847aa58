using System.Text;
using Flex3D.Stages.Motion;

namespace Flex3D.Stages.Results;

/// <summary>Writes <c>summary.txt</c>: which parts moved, by how much, whether the data support it, and which files show it.</summary>
public sealed class MotionSummary
{
    private const double LeastTravelAngstrom = 0.3;
    private readonly MotionReportInput _input;

    public MotionSummary(MotionReportInput input) => _input = input;

    /// <summary>
    /// True if held-out particles gain 3 standard errors or more from the motion, beyond what their fitted latents explain, and the
    /// molecule moves by 0.3 Å or more.
    /// </summary>
    public bool Supported => _input.HeldOut.Supported == true && Main.TravelAngstrom >= LeastTravelAngstrom;

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
        Section(text, "Can it be believed?", Evidence());
        if (_input.SetAside.Count > 0)
        {
            Section(text, "Particles set aside", [$"{_input.SetAside.Count:N0} particles were set aside as bad, and are in no result: {_input.SetAside.Faults}."]);
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
    public string Verdict() => _input.HeldOut.Supported switch
    {
        null => $"Motion was not tested, since {Untested}: the flexed map is made with the learned motion, unverified.",
        false => "The data do not support motion: treat the molecule as rigid and use the rigid map.",
        true when Supported && MostlyPoses => $"The molecule may move: its most mobile tenth travels {Main.TravelAngstrom:0.0} Å, but what particles the model has not seen agree with may be a correction of their poses alone.",
        true when Supported => $"The molecule moves: its most mobile tenth travels {Main.TravelAngstrom:0.0} Å, and particles the model has not seen agree.",
        true when CorrectsPoses => $"The molecule hardly moves ({Main.TravelAngstrom:0.00} Å): what particles the model has not seen agree with is a correction of their poses.",
        true => $"The molecule hardly moves ({Main.TravelAngstrom:0.00} Å), though particles the model has not seen agree: treat it as rigid and use the rigid map.",
    };

    private string Untested => _input.HeldOut.Particles == 0 ? "no particles were held out" : "the gain on held-out particles could not be measured";

    // The gain on held-out particles is that of shape and pose together.
    private bool MostlyPoses => CorrectsPoses && _input.PoseRmsAngstrom > _input.Motion.RmsAngstrom;

    private bool CorrectsPoses => _input.PoseRmsAngstrom >= LeastTravelAngstrom;

    private IEnumerable<string> WhatMoved() => CorrectsPoses && _input.HeldOut.Supported != false
        ? Shape().Append($"The model also turns and shifts the molecule as a whole, by {_input.PoseRmsAngstrom:0.0} Å (RMS): this corrects poses, and is no motion.")
        : Shape();

    private IEnumerable<string> Shape() => _input.HeldOut.Supported switch
    {
        null => Motion().Prepend("What the model learned, which may be noise that it fitted:"),
        _ when Supported => Motion(),
        true => [$"The model's largest displacement, {Main.TravelAngstrom:0.00} Å for the most mobile tenth, is too small to matter."],
        false =>
        [
            "Nothing that the data support.",
            $"The model moves its most mobile tenth by {Main.TravelAngstrom:0.0} Å, but that fits noise: ignore it. The maps are made without it.",
        ],
    };

    private IEnumerable<string> Motion()
    {
        MotionComponent main = Main;
        (double x, double y, double z) = main.MovingCentroid;
        yield return $"The main motion explains {100 * main.VarianceExplained:0} % of all displacement of {_input.Particles:N0} particles{(_input.SharedImages is { } images ? $" of {images:N0} images" : "")}.";
        yield return $"From the 5th to the 95th percentile of the particles it moves the whole molecule by {Travel(main.RmsAngstrom):0.0} Å";
        yield return $"and the most mobile 10 % of its density by {main.TravelAngstrom:0.0} Å (RMS).";
        yield return $"That part is centred at x {Whole(x)}, y {Whole(y)}, z {Whole(z)} Å from the box centre, with a radius of about {main.MovingRadiusAngstrom:0} Å.";
        for (int i = 1; i < _input.Motion.Components.Count; i++)
        {
            MotionComponent other = _input.Motion.Components[i];
            if (other.VarianceExplained >= 0.05)
            {
                yield return $"A further motion ({100 * other.VarianceExplained:0} % of the displacement) moves its most mobile tenth by {other.TravelAngstrom:0.0} Å.";
            }
        }
    }

    private double Travel(double rms) => (Main.HighScore - Main.LowScore) * rms;

    private IEnumerable<string> Resolution()
    {
        yield return $"whole map:      rigid {Angstrom(_input.RigidResolution)}, flexed {Angstrom(_input.FlexedResolution)}";
        if (_input.RigidResolutionMoving is not null || _input.FlexedResolutionMoving is not null)
        {
            yield return $"moving region:  rigid {Angstrom(_input.RigidResolutionMoving)}, flexed {Angstrom(_input.FlexedResolutionMoving)}";
        }
    }

    private IEnumerable<string> Evidence()
    {
        HeldOutLoss heldOut = _input.HeldOut;
        if (heldOut.Supported is not { } supported)
        {
            yield return $"There is no evidence either way, since {Untested}.";
            yield return "Hold some out (train.validationFraction) to test whether the motion predicts images the model has not seen.";
            yield break;
        }
        string what = _input.SharedImages is null ? "particle" : "image";
        yield return $"{heldOut.Particles:N0} {what}s were kept out of training. Their mean loss is {heldOut.Rigid:0.00} rigid and {heldOut.Flexed:0.00} flexed.";
        if (_input.SharedImages is { } images)
        {
            yield return $"The {_input.Particles:N0} particles are rows of {images:N0} images, and an image counts once. The motion is compared with the best";
            yield return "molecule that keeps one conformation, in whichever of an image's poses fits it best.";
        }
        yield return $"On image components the latents were not inferred from, the motion gains {heldOut.Gain:0.00} ± {heldOut.StandardErrorOfGain:0.00} {(what == "image" ? "an image" : "a particle")}:";
        yield return supported
            ? $"{heldOut.ZScore:0.0} standard errors more than a rigid molecule whose pose is put right in every image."
            : $"{heldOut.ZScore:0.0} standard errors, less than the {HeldOutLoss.SupportedFromZ:0} that would be evidence.";
        if (supported)
        {
            yield return "The test does not tell a part that moves from one that some particles lack: look at the maps.";
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
