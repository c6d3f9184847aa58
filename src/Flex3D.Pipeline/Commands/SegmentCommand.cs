using System.CommandLine;
using System.Globalization;
using Flex3D.Pipeline.Segmenting;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Segments;
using Flex3D.Stages.Segments.Finding;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d segment RUN</c>: proposes segments along which to cut the mesh.</summary>
internal static class SegmentCommand
{
    public static Command Create(CommandSession session)
    {
        var usual = new SegmentFinderOptions();
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been trained, or prepared" };
        var output = new Option<string>("--out", "-o") { Description = "Folder for the labels (segments.mrc), tables, a script for ChimeraX, and the list that flex3d mesh takes (segments.yaml)", HelpName = "DIR", Required = true };
        var by = new Option<SegmentBy>("--by") { Description = "What to go by: motion (what moved together in a trained run), volume (the map alone), auto for motion where the run was trained", HelpName = "auto|motion|volume", DefaultValueFactory = _ => SegmentBy.Auto };
        var count = new Option<int?>("--count") { Description = "Number of segments [default: decided by --detail and --least]", HelpName = "n" };
        var detail = new Option<double>("--detail") { Description = "Parts that touch are kept apart if moving them as one rigid body would miss more than this fraction of all motion", HelpName = "x", DefaultValueFactory = _ => usual.Detail };
        var least = new Option<double?>("--least") { Description = "Least size of a segment, as a fraction of the molecule [default: 0.02 by motion, 0.05 by volume]", HelpName = "x" };
        var threads = new ThreadsOption();
        var command = new Command("segment", """
            Proposes segments along which to cut the mesh: parts of the molecule that moved as one in an earlier run, or lumps of the map.
            Look at them, correct them, and give them to flex3d mesh.

            Example: flex3d segment runs/first --out segments
                     flex3d mesh --from runs/first --out runs/cut --segmentation segments/segments.yaml
            """) { run, output, by, count, detail, least, threads };
        command.SetAction((parsed, _) =>
        {
            var options = new SegmentFinderOptions { Count = parsed.GetValue(count), Detail = parsed.GetValue(detail), LeastShare = parsed.GetValue(least) };
            Require(options.Count is null or (>= 2 and <= Segmentation.MostLabels), "--count", options.Count ?? 0, $"2 to {Segmentation.MostLabels}");
            Require(options.Detail is > 0 and < 1, "--detail", options.Detail, "a fraction between 0 and 1");
            Require(options.LeastShare is null or (>= 0 and < 0.5), "--least", options.LeastShare ?? 0, "a fraction from 0 to 0.5");
            int cores = threads.Of(parsed);
            SegmentedRun found = SegmentedRun.Of(parsed.GetRequiredValue(run), parsed.GetValue(by), options, cores);
            string folder = parsed.GetRequiredValue(output);
            SegmentFiles.Write(folder, found);
            session.Output.Write(SegmentFiles.ToYaml(found));
            session.Output.WriteLine($"{found.Found.Segments.Count} segments, by {(found.By == SegmentBy.Motion ? "motion" : "volume")}; files are in {folder}");
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Require(bool holds, string option, double found, string expected)
    {
        if (!holds)
        {
            throw new InputException(option, null, found.ToString("G6", CultureInfo.InvariantCulture), expected);
        }
    }
}
