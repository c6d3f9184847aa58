using System.Globalization;
using System.Numerics;
using Flex3D.Pipeline.Configuration;
using Flex3D.Pipeline.Progress;
using Flex3D.Pipeline.Steps.Conformations;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Motion;
using Flex3D.Stages.Results;
using Flex3D.Stages.Results.Movies;

namespace Flex3D.Pipeline.Movies;

/// <summary>Draws the motions of a run, or a still of its map where held-out particles do not support a motion.</summary>
/// <param name="run">The run.</param>
/// <param name="request">What is asked for, checked.</param>
/// <param name="threads">The number of threads; it changes no byte.</param>
internal sealed class RunMovie(RunModel run, MovieRequest request, int threads)
{
    private readonly Dictionary<int, (MovieScene Scene, FoundConformations Found)> _scenes = [];
    private readonly double _level = request.LevelOf(ContourLevel.Of(run.Map, run.Mask), run.Map.Values.Max());

    /// <summary>Why no motion is drawn unless what the model learned is asked for; null where the run shows a motion.</summary>
    public string? Doubt { get; } = run.Doubt ?? (run.Motion().Components[0].TravelAngstrom < MotionSummary.LeastTravelAngstrom
        ? string.Create(CultureInfo.InvariantCulture, $"The molecule hardly moves: its most mobile tenth travels {run.Motion().Components[0].TravelAngstrom:0.00} Å.") : null);

    /// <summary>Whole sentences on what held-out particles say of the motion.</summary>
    public string Evidence => Doubt ?? run.Evidence;

    /// <summary>Writes the pictures.</summary>
    /// <param name="folder">Their folder.</param>
    /// <param name="progress">Counts frames.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Lines that tell what was drawn.</returns>
    public IEnumerable<string> Write(string folder, IProgressReport progress, CancellationToken stop)
    {
        if (Doubt is not null && !request.Learned)
        {
            yield return Save(folder, "still.png", Still(), "the map alone; no motion is drawn, for the reason above (--learned draws what the model learned)");
            yield break;
        }
        foreach (int number in Numbers())
        {
            foreach (string line in Write(number, folder, progress, stop))
            {
                yield return line;
            }
        }
    }

    /// <summary>Draws the animated picture of the main motion.</summary>
    public Movie Main(CancellationToken stop) => Film(Scene(0).Scene, Style(request.Width), () => { }, stop);

    /// <summary>Draws one end of the main motion with the outline of the other, as PNG.</summary>
    public byte[] BothEnds() => MoviePicture.ToPng(Scene(0).Scene.PaintBothEnds(Style(2 * request.Width)), 2 * request.Width);

    private IEnumerable<string> Write(int number, string folder, IProgressReport progress, CancellationToken stop)
    {
        (MovieScene scene, FoundConformations found) = Scene(number);
        foreach (string line in (string[])[.. found.Says, .. found.Warnings.Select(warning => "warning: " + warning)])
        {
            yield return line;
        }
        Vector3 from = scene.Towards;
        string best = request is { View: "auto", Turn: 0, Tilt: 0 } ? ", from where most motion is seen" : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"seen from {from.X:0.###},{from.Y:0.###},{from.Z:0.###} (--view){best}; surface at density {_level:G4}; it moves by {scene.LargestAngstrom:0.#} Å at most");
        string of = number == 0 ? "" : $"_motion{number}", name = number == 0 ? "motion.png" : $"motion{number}.png";
        Movie film;
        using (IProgressTask task = progress.Begin(name, scene.Frames, "frames"))
        {
            film = Film(scene, Style(request.Width), () => task.Advance(), stop);
        }
        yield return Told(Path.Combine(folder, name), film.Save(Path.Combine(folder, name), threads), $"the motion there and back, {scene.Frames} frames from one end to the other");
        MovieStyle style = Style(2 * request.Width);
        foreach ((string place, int frame) in new[] { ("first", 0), ("middle", scene.Middle), ("last", scene.Frames - 1) })
        {
            yield return Save(folder, $"still_{place}{of}.png", MoviePicture.ToPng(scene.Paint(frame, style), style.Width), $"the {place} frame");
        }
        yield return Save(folder, $"still_displacement{of}.png", MoviePicture.ToPng(scene.PaintBothEnds(style), style.Width), "the last frame, coloured by how far each place has moved, with the outline of the first");
    }

    private IEnumerable<int> Numbers() => request.Number is { } number ? [number] : run.Motion().Components.Index().Where(component => component.Index == 0 || component.Item.VarianceExplained >= MotionSummary.LeastShare).Select(component => component.Index);

    private (MovieScene Scene, FoundConformations Found) Scene(int number)
    {
        if (_scenes.TryGetValue(number, out (MovieScene, FoundConformations) known))
        {
            return known;
        }
        // What held-out particles do not support is drawn as the model learned it, where asked for.
        RunModel shown = run.Model.Moves ? run : run with { Model = run.Model with { MotionSupported = null } };
        var along = new ConformationRequest { Motion = number, Frames = request.Frames, Angstrom = request.Angstrom, Range = request.Range };
        FoundConformations found = ConformationFinder.Find(shown, along, "movie");
        return _scenes[number] = (new MovieScene(shown.Model, shown.Flow(FlowFrame.Molecule), run.Map, run.Mask, _level, found.Latents, request.Seen(), threads), found);
    }

    private byte[] Still()
    {
        RunModel still = run with { Model = run.Model with { MotionSupported = false } };
        var scene = new MovieScene(still.Model, still.Flow(FlowFrame.Molecule), run.Map, run.Mask, _level, new float[run.Model.Flow.LatentDimension], request.Seen(), threads);
        return MoviePicture.ToPng(scene.Paint(0, Style(2 * request.Width) with { Colour = MovieColour.Plain, Caption = null }), 2 * request.Width);
    }

    private static Movie Film(MovieScene scene, MovieStyle style, Action painted, CancellationToken stop)
    {
        var images = new List<byte[]>();
        for (int frame = 0; frame < scene.Frames; frame++)
        {
            stop.ThrowIfCancellationRequested();
            images.Add(scene.Paint(frame, style));
            painted();
        }
        return new Movie(images, style.Width);
    }

    private MovieStyle Style(int width) => new()
    {
        Width = width,
        Colour = request.Colour,
        Background = request.Background,
        Caption = Doubt is null ? null : "What the model learned. " + (run.Model.Heterogeneity, run.Model.MotionSupported) switch
        {
            (Heterogeneity.Motion, _) => "The molecule hardly moves.",
            (Heterogeneity.Untested, _) or (null, null) => "It was not tested on particles kept out of training.",
            _ => "Particles kept out of training do not support it as a motion.",
        },
    };

    private static string Save(string folder, string name, byte[] png, string what)
    {
        string path = Path.Combine(folder, name);
        DurableFile.Write(path, stream => stream.Write(png));
        return Told(path, png.Length, what);
    }

    private static string Told(string path, long bytes, string what) => string.Create(CultureInfo.InvariantCulture, $"{path}: {what}, {bytes / 1e6:0.00} MB");
}
