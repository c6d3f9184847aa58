using System.CommandLine;
using Flex3D.Pipeline.Movies;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results.Movies;

namespace Flex3D.Pipeline.Commands;

/// <summary><c>flex3d movie RUN</c>: animated pictures and stills of a run's motion, drawn without another program.</summary>
internal static class MovieCommand
{
    private const string Name = "movie";

    public static Command Create(CommandSession session)
    {
        var usual = new MovieRequest();
        var run = new Argument<string>("RUN") { Description = "The folder of a run that has been trained" };
        var folder = new Option<string?>("--out", "-o") { Description = "Folder for the pictures [default: movie in RUN]", HelpName = "DIR" };
        var motion = new Option<string>("--motion") { Description = "The principal motion to show, 0 for the main one, or all, for every motion of 5 % or more of the displacement", HelpName = "n|all", DefaultValueFactory = _ => usual.Motion };
        var frames = new Option<int>("--frames") { Description = "Frames from one end to the other", HelpName = "n", DefaultValueFactory = _ => usual.Frames };
        var width = new Option<int>("--width") { Description = "Width of the animated picture, pixels; stills are twice as wide", HelpName = "n", DefaultValueFactory = _ => usual.Width };
        var angstrom = new Option<double?>("--angstrom") { Description = "How far the frames reach to both sides of the middle, Å RMS over the molecule [default: the particles' 5th to 95th percentile]", HelpName = "x" };
        var range = new Option<double?>("--range") { Description = "The same in standard deviations of the particles", HelpName = "x" };
        var level = new Option<double?>("--level") { Description = "Density of the surface [default: the one that motion.cxc and the report use]", HelpName = "x" };
        var map = new Option<string?>("--map") { Description = "Another map to move, in the frame of maps/flex.mrc, such as a sharpened one [default: maps/flex.mrc]", HelpName = "MRC" };
        var view = new Option<string>("--view") { Description = "The direction from the molecule to the viewer: an axis of the map, three numbers, or auto for the one from which most motion is seen", HelpName = "auto|x|-x|…|0,0,1", DefaultValueFactory = _ => usual.View };
        var turn = new Option<double>("--turn") { Description = "Degrees by which to turn the molecule then about the upright axis of the picture; its front goes to the right", HelpName = "x" };
        var tilt = new Option<double>("--tilt") { Description = "Degrees by which to tilt the molecule then about the level axis of the picture; its front goes down", HelpName = "x" };
        var colour = new Option<MovieColour>("--colour") { Description = "Colour the surface by how far each place moves between the first and the last frame, or not", HelpName = "displacement|plain" };
        var background = new Option<MovieBackground>("--background") { Description = "The background", HelpName = "light|dark" };
        var learned = new Option<bool>("--learned") { Description = "Where particles kept out of training do not support a motion, show what the model learned, and say so in each picture" };
        var threads = new ThreadsOption();
        var command = new Command(Name, """
            Draws the motion of a run as a shaded surface: an animated PNG that browsers and README pages play, and stills (docs/movie.md).
            Of a run whose particles do not support a motion it draws a still of the map.

            Example: flex3d movie runs/quickstart
                     flex3d movie runs/quickstart --frames 24 --width 720 --background dark --out movie
                     flex3d movie runs/mine --map runs/mine/maps/local_sharpened.mrc --level 0.8 --view 0,-1,0 --turn 30
            """) { run, folder, motion, frames, width, colour, background, view, turn, tilt, level, map, angstrom, range, learned, threads };
        command.SetAction((parsed, _) =>
        {
            var request = new MovieRequest
            {
                Motion = parsed.GetRequiredValue(motion),
                Frames = parsed.GetValue(frames),
                Width = parsed.GetValue(width),
                Angstrom = parsed.GetValue(angstrom),
                Range = parsed.GetValue(range),
                Level = parsed.GetValue(level),
                View = parsed.GetRequiredValue(view),
                Turn = parsed.GetValue(turn),
                Tilt = parsed.GetValue(tilt),
                Colour = parsed.GetValue(colour),
                Background = parsed.GetValue(background),
                Learned = parsed.GetValue(learned),
            };
            request.Check();
            int cores = threads.Of(parsed);
            var of = RunFolder.Open(parsed.GetRequiredValue(run));
            var movie = new RunMovie(RunModel.Load(of.Lineage(), parsed.GetValue(map)), request, cores);
            if (parsed.GetValue(folder) is { } target)
            {
                Draw(movie, target, session);
            }
            else
            {
                Into(of, movie, session);
            }
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    // The list of a run's results knows of the pictures in its folder afterwards, those of an earlier call included.
    private static void Into(RunFolder run, RunMovie movie, CommandSession session)
    {
        using RunLock held = RunLock.Take(run.Path);
        using var written = WrittenFiles.Collect();
        Draw(movie, run.Of(Name), session);
        IEnumerable<string> earlier = (ResultManifest.Read(run)?.Files ?? []).Where(file => file.Step == Name).Select(file => Path.Combine(run.Path, file.Path));
        ResultManifest.Record(run, Name, written.Paths.Union(earlier).ToArray());
    }

    private static void Draw(RunMovie movie, string folder, CommandSession session)
    {
        session.Output.WriteLine(movie.Evidence);
        foreach (string line in movie.Write(folder, session.Progress, session.Stop))
        {
            session.Output.WriteLine(line);
        }
    }
}
