using System.CommandLine;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Generate;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Motion;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d generate RUN</c>: makes maps of a run's model at given latents.</summary>
internal static class GenerateCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been trained" };
        var folder = new Option<string>("--out", "-o") { Description = "Folder for frame_000.mrc … and frames.cxc, which plays them in ChimeraX", HelpName = "DIR", Required = true };
        var latents = new Option<string?>("--latents") { Description = "CSV with the header z0,z1,… and one row for each frame [default: along --axis]", HelpName = "CSV" };
        var path = new Option<string?>("--path") { Description = "CSV of points in latent space; the frames are spread along the path through them", HelpName = "CSV" };
        var axis = new Option<int>("--axis") { Description = "Latent axis to go along where no latents are given", HelpName = "n", DefaultValueFactory = _ => 0 };
        var frames = new Option<int>("--frames") { Description = "Frames along a path or an axis", HelpName = "n", DefaultValueFactory = _ => 41 };
        var range = new Option<double>("--range") { Description = "How far the frames reach along the axis to both sides, in standard deviations of the latents", HelpName = "x", DefaultValueFactory = _ => 2 };
        var map = new Option<string?>("--map") { Description = "Another map to move, in the frame of maps/flex.mrc [default: maps/flex.mrc]", HelpName = "MRC" };
        var canonical = new Option<bool>("--canonical") { Description = "Move the low-resolution canonical map of training" };
        Option<FlowFrame> frame = DeformCommand.FrameOption("the maps");
        var threads = new Option<int?>("--threads") { Description = "Number of threads to compute with [default: all cores]", HelpName = "n" };
        var command = new Command("generate", """
            Makes maps of a trained model: at given latents, along a path through given points, or along an axis.

            Example: flex3d generate runs/quickstart --latents z.csv --out maps
                     flex3d generate runs/quickstart --axis 1 --frames 41 --range 2 --map sharpened.mrc --out maps
            """) { run, folder, latents, path, axis, frames, range, map, canonical, frame, threads };
        command.SetAction((parsed, _) => Task.FromResult(Run(
            session, RunModel.Load(RunFolder.Open(parsed.GetRequiredValue(run)).Lineage(), parsed.GetValue(map), !parsed.GetValue(canonical)), parsed.GetRequiredValue(folder),
            parsed.GetValue(latents), parsed.GetValue(path), parsed.GetValue(axis), parsed.GetValue(frames), parsed.GetValue(range), parsed.GetValue(frame), parsed.GetValue(threads) ?? Environment.ProcessorCount)));
        return command;
    }

    private static int Run(
        CommandSession session, RunModel model, string folder, string? latents, string? path, int axis, int frames, double range, FlowFrame frame, int threads)
    {
        session.Output.WriteLine(model.Evidence);
        int k = model.Model.Flow.LatentDimension;
        float[] rows;
        if (latents is not null)
        {
            rows = GenerateStep.ReadLatents(latents, model.Model);
        }
        else if (path is not null)
        {
            rows = LatentPaths.Through(GenerateStep.ReadLatents(path, model.Model), k, Require("--frames", frames, 1, 100_000));
        }
        else
        {
            (_, double[] deviation) = LatentPaths.Spread(model.Model.Latents, k);
            int along = Require("--axis", axis, 0, k - 1);
            rows = LatentPaths.Axis(model.Middle, along, range * deviation[along], Require("--frames", frames, 1, 100_000));
        }
        int maps = GenerateStep.WriteFrames(session.Progress, model, rows, folder, frame, Require("--threads", threads, 1, 1024), session.Stop);
        MotionScript.Write(Path.Combine(folder, "frames.cxc"), model, ("", maps));
        return (int)ExitCode.Done;
    }

    private static int Require(string option, int value, int least, int most) =>
        value >= least && value <= most ? value : throw new InputException(option, null, $"{value}", $"{least} to {most}");
}
