using System.CommandLine;
using Flex3D.Pipeline.Baselines;
using Flex3D.Pipeline.Focusing;
using Flex3D.Pipeline.Runs;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d focus RUN</c>: the particles of a run with all but one region subtracted, for a run on that region alone.</summary>
internal static class FocusCommand
{
    public static Command Create(CommandSession session)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been reconstructed" };
        var output = new Option<string>("--out", "-o") { Description = "Folder for the particles (particles.star, particles.mrcs), the region's map and mask, and pipeline.yaml", HelpName = "DIR", Required = true };
        var mask = new Option<string?>("--mask") { Description = "Mask of the region, 0 to 1, in the frame of the run's maps (maps/flex.mrc)", HelpName = "MRC" };
        var segmentation = new Option<string?>("--segmentation") { Description = "Segmentation of which --segments are the region: the list of flex3d segment (.yaml), a map of labels (.mrc) or a file of Segger (.seg)", HelpName = "FILE" };
        var segments = new Option<string[]>("--segments") { Description = "Names or labels of the segments", HelpName = "NAME", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var ball = new Option<double[]>("--ball") { Description = "The region as a ball: x, y and z of its centre, in Å from the box centre, and its radius", HelpName = "x", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var carry = new Option<CarriedBy>("--carry") { Description = "What carries the region's pose: surroundings, the motion of what is around it; region, its own motion under the run's model", HelpName = "surroundings|region", DefaultValueFactory = _ => CarriedBy.Surroundings };
        var threads = new ThreadsOption();
        var command = new Command("focus", """
            Prepares a run on one region: from each image it subtracts the rest of the molecule as the run's model has it at the particle's conformation,
            and gives it the pose to which the model carries the region. The result is an ordinary data set, with a pipeline to run: the region alone, with a mesh
            as fine as its signal allows, and latents of its own.

            Example: flex3d focus runs/first --mask domain.mrc --out domain
                     flex3d run domain/pipeline.yaml --out runs/domain --set train.latentDimension=1
                     flex3d focus runs/first --segmentation segments/segments.yaml --segments arm --out arm
            """) { run, output, mask, segmentation, segments, ball, carry, threads };
        command.SetAction((parsed, _) =>
        {
            FocusRegion Region(DensityMap map) => (parsed.GetValue(mask), parsed.GetValue(segmentation), parsed.GetValue(segments), parsed.GetValue(ball)) switch
            {
                ({ } file, null, [], []) => FocusRegion.OfMask(file, map),
                (null, { } file, [_, ..] names, []) => FocusRegion.OfSegments(file, names, map),
                (null, null, [], [_, ..] numbers) => FocusRegion.OfBall(numbers, map),
                (null, null, [], []) => throw new InputException("flex3d focus", null, "no region", "one of --mask, --segmentation with --segments, and --ball"),
                _ => throw new InputException("flex3d focus", null, "more than one region, or half of one", "one of --mask, --segmentation with --segments, and --ball"),
            };
            Write(parsed.GetRequiredValue(run), Region, parsed.GetValue(carry) == CarriedBy.Surroundings, parsed.GetRequiredValue(output), threads.Of(parsed), session);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static void Write(string path, Func<DensityMap, FocusRegion> region, bool bySurroundings, string folder, int threads, CommandSession session)
    {
        if (Storage.Current.FileExists(Path.Combine(folder, FocusNote.FileName)))
        {
            throw new InputException(folder, null, "an earlier data set (focus.json)", "a new or empty folder", "name another with --out");
        }
        using var run = new BaselineRun(path, Path.Combine(folder, "scratch"), session.Progress, session.Stop);
        FocusRegion chosen = region(run.Map("flex"));
        using RunLock held = RunLock.Take(folder);
        DurableFolder.TakeOver(folder, withFolders: true);
        var writer = new FocusWriter(run, chosen, bySurroundings, folder, threads, session.Progress, session.Stop);
        FocusNote note = writer.Write();
        session.Output.WriteLine(FormattableString.Invariant($"{note.Particles} particles of {note.Region}, {100 * note.Share:0.#} % of the molecule; the run's motion carries it by {note.TurnDegrees:0.#}° and {note.ShiftAngstrom:0.#} Å RMS"));
        if (!note.MovedByFlow)
        {
            session.Output.WriteLine("! Held-out particles do not support the run's motion: the rest was subtracted without it, and the region has the poses of the whole molecule.");
        }
        session.Output.WriteLine($"flex3d run {Path.Combine(folder, FocusPipeline.FileName)} --out DIR learns the region's motion; {Path.Combine(folder, FocusFiles.Mask)} shows what it may move.");
    }
}

/// <summary>What carries a region's pose.</summary>
internal enum CarriedBy
{
    Surroundings,
    Region,
}
