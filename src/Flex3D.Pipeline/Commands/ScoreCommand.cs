using System.CommandLine;
using System.Text.Json;
using Flex3D.Pipeline.Scoring;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d score RUN</c>: compares a run on simulated particles with the truth.</summary>
internal static class ScoreCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run on simulated particles that has been trained" };
        var simulation = new Option<string?>("--simulation") { Description = "Folder that flex3d simulate wrote [default: the run's own simulate step, or the folder of its particle table]", HelpName = "DIR" };
        var region = new Option<string?>("--region") { Description = "Mask, 0 to 1: score displacements of the atoms in it alone, against the limit for them [default: all; of a run from flex3d focus those in its solvent mask]", HelpName = "MRC" };
        var json = new Option<string?>("--json") { Description = "Also write the score to a JSON file, with all curves", HelpName = "FILE" };
        var threads = new ThreadsOption();
        var command = new Command("score", """
            Compares a run on simulated particles with the truth: how well the latents tell each true coordinate, how far the learned
            displacements are from the true ones, and how like the maps of true conformations are; beside them what the images allow
            at best, where the simulation computed it.

            Example: flex3d score runs/quickstart --json score.json
            """) { run, simulation, region, json, threads };
        command.SetAction((parsed, _) =>
        {
            int cores = threads.Of(parsed);
            if (parsed.GetValue(json) is { } file)
            {
                CheckWritable(file);
            }
            RunScore score = RunScore.Compute(ScoredRun.Of(parsed.GetRequiredValue(run), parsed.GetValue(simulation), parsed.GetValue(region)), cores, session.Stop);
            if (parsed.GetValue(json) is { } to)
            {
                DurableFile.WriteText(to, JsonSerializer.Serialize(score, s_json) + "\n");
            }
            ScoreText.Write(session.Output, score);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    // Before anything is computed.
    private static void CheckWritable(string file)
    {
        if (Storage.Current.FolderExists(file))
        {
            throw new InputException(file, "--json", "a folder", "the name of a file");
        }
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Storage.Current.FolderExists(folder))
        {
            throw new InputException(file, "--json", $"no folder {folder}", "a file in a folder that there is");
        }
    }
}
