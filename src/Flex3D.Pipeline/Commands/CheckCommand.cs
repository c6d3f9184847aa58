using System.CommandLine;
using System.Text.Json;
using Flex3D.Pipeline.Checks;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Checks;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d check</c>: judges particles, images, map and mask before a run.</summary>
internal static class CheckCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Try(string Code, double Gain, double StandardErrors);

    public static Command Create(CommandSession session)
    {
        var images = new Option<int>("--images") { Description = "The most images to compare with the map, spread over the table", HelpName = "n", DefaultValueFactory = _ => 500 };
        var quick = new Option<bool>("--quick") { Description = "Leave out the pixel size and the accuracy of the poses, as the check before each run does" };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON, with every reading of the table that was tried" };
        var verbose = new Option<bool>("--verbose") { Description = "Also print every reading of the table that was tried: its name, the images' log-likelihood gain, and standard errors over the table's own reading" };
        var fix = new Option<string?>("--fix") { Description = "Also write the table with the errors corrected that are its own, which were shown; a STAR file", HelpName = "FILE.star" };
        var report = new Option<string?>("--report") { Description = "Also write the findings with pictures: averages of the images beside the map, the gain of each reading tried, the agreement over pixel size; one self-contained HTML page, which is replaced if it exists", HelpName = "FILE.html" };
        var command = new Command("check", """
            Checks particles, images, map and mask before a run: first the table and the headers of the stacks, then a sample of the
            images against the map. Conventions (contrast, hand, angles, shifts, CTF) are checked by trying others: where another
            reading of the table predicts the images better, it is named with the numbers that show it. Prints a line for each
            finding, its evidence, and what to do. Exit code 0; 3 if there are warnings, 65 if there are errors.

            Example: flex3d check --particles run_data.star --map map.mrc
                     flex3d check --particles Refine3D/job012 --fix corrected.star
                     flex3d check --particles run_data.star --map map.mrc --report check.html
            """) { images, quick, json, verbose, fix, report };
        var options = new SettingCommandOptions(command);
        options.Add("inputs.", typeof(InputOptions));
        options.Add("prep.", typeof(PrepOptions));
        options.Add("", typeof(PipelineOptions));
        command.SetAction((parsed, _) =>
        {
            PipelineOptions pipeline = PipelineFile.FromSettings(options.Given(parsed).Prepend(("prep", "{}", "prep")));
            var tried = new List<Try>();
            ImageEvidence? evidence = null;
            string? page = parsed.GetValue(report);
            if (page is not null)
            {
                CheckPage.Require(page);
            }
            var check = new InputCheckOptions
            {
                Images = parsed.GetValue(images),
                Quick = parsed.GetValue(quick),
                Dark = pipeline.Prep!.InvertContrast,
                Threads = pipeline.Threads ?? Environment.ProcessorCount,
                Trace = (code, gain, errors) => tried.Add(new Try(code, Math.Round(gain, 3), Math.Round(errors, 2))),
                Evidence = page is null ? null : shown => evidence = shown,
            };
            string scratch = Directory.CreateTempSubdirectory("flex3d-check-").FullName;
            try
            {
                CheckedInput input = CheckedInput.Of(pipeline, check, scratch, session.Stop);
                if (parsed.GetValue(json))
                {
                    session.Output.WriteLine(JsonSerializer.Serialize(new { input.Particles, input.Map, input.Count, input.Findings, Tried = tried }, s_json));
                }
                else
                {
                    Write(session.Output, input, parsed.GetValue(verbose) ? tried : []);
                }
                if (parsed.GetValue(fix) is { } target)
                {
                    Fix(parsed.GetValue(json) ? TextWriter.Null : session.Output, input, target);
                }
                if (page is not null)
                {
                    CheckPage.Save(page, input, evidence);
                    (parsed.GetValue(json) ? TextWriter.Null : session.Output).WriteLine($"{page}: these findings with pictures");
                }
                CheckSeverity worst = input.Findings.Max(finding => finding.Severity);
                return Task.FromResult((int)(worst switch { CheckSeverity.Error => ExitCode.Damaged, CheckSeverity.Warning => ExitCode.Different, _ => ExitCode.Done }));
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        });
        return command;
    }

    private static void Write(TextWriter output, CheckedInput input, IReadOnlyList<Try> tried)
    {
        foreach (Try reading in tried)
        {
            output.WriteLine(FormattableString.Invariant($"tried {reading.Code,-42} gain {reading.Gain,12:0.0} {reading.StandardErrors,8:+0.0;-0.0;0.0} standard errors"));
        }
        foreach (CheckFinding finding in input.Findings)
        {
            output.WriteLine($"{FindingWords.Word(finding.Severity),-8} {finding.Code,-22} {finding.Text}");
            output.WriteLine($"{"",31} {finding.Evidence}");
            if (finding.Remedy is { } remedy)
            {
                output.WriteLine($"{"",31} → {remedy}");
            }
        }
        output.WriteLine($"{input.Name}: {FindingWords.Verdict(input.Findings)}");
    }

    private static void Fix(TextWriter output, CheckedInput input, string target)
    {
        if (input.Correction.What.Count == 0)
        {
            output.WriteLine($"nothing in the table to correct: {target} is not written");
            return;
        }
        if (Storage.Current.FileExists(target))
        {
            throw new InputException(target, null, "a file that exists", "the name of a new file", "name another with --fix, or delete it");
        }
        InputCheck.Correct(input.Particles!, target, input.Correction);
        output.WriteLine($"{target}: the table with {string.Join("; ", input.Correction.What)}");
    }
}
