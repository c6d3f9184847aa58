using System.Text.Json;
using Flex3D.Pipeline.Bundles;
using Flex3D.Pipeline.Movies;
using Flex3D.Pipeline.Runs;
using Flex3D.Tests;

namespace Flex3D.Pipeline.Tests.Whole;

/// <summary><c>flex3d movie</c> of a run whose molecule moves; of one that shows no motion, see <see cref="BundleTests"/>.</summary>
[Collection(MovingMolecule.Shared)]
public sealed class MovieTests(MovingMolecule moving)
{
    private const int Width = 320;

    private static string[] Movie(string run, params string[] more) => ["movie", run, "--width", $"{Width}", "--frames", "2", .. more];

    [Fact]
    public async Task The_pictures_are_results_of_the_run_and_show_that_it_moves()
    {
        string said = await Flex.DoneAsync(Movie(moving.Run, "--threads", "2"));
        said.ShouldContain("Particles kept out of training support the motion.");
        said.ShouldContain("motion 0, ");
        said.ShouldContain("from where most motion is seen");
        string[] names = ["motion.png", "still_displacement.png", "still_first.png", "still_last.png", "still_middle.png"];
        Directory.GetFiles(Path.Combine(moving.Run, "movie")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ShouldBe(names);
        PngFile film = PngFile.Read(Path.Combine(moving.Run, "movie/motion.png")), first = PngFile.Read(Path.Combine(moving.Run, "movie/still_first.png"));
        (film.Width, film.Frames.Count, film.Plays).ShouldBe((Width, 2, 0));
        film.Frames[0].Zip(film.Frames[1], (a, b) => Math.Abs(a - b)).Average().ShouldBeGreaterThan(3); // of 255
        (first.Width, first.Plays).ShouldBe((2 * Width, null));
        // The first frame is the still at half its size, but for the few colours of the film.
        Halved(first).Zip(film.Frames[0], (a, b) => Math.Abs(a - b)).Average().ShouldBeLessThan(4);
        using var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(moving.Run, "results.json")));
        results.RootElement.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("step").GetString() == "movie").Select(file => file.GetProperty("path").GetString())
            .ShouldBe(names.Select(name => $"movie/{name}"));
    }

    [Fact]
    public void A_bundle_for_the_archive_has_the_animated_picture_and_a_still()
    {
        string folder = moving.In("deposit");
        var writer = new BundleWriter(BundleSource.Of(RunFolder.Open(moving.Run)), folder, 2) { Movie = new MovieRequest { Width = Width, Frames = 2 } };
        (IReadOnlyList<(BundleItem Item, string Name, string What)> files, IReadOnlyList<string> leftOut) = writer.Write(NameStyle.Emdb, "J1");
        leftOut.ShouldBeEmpty();
        files.Select(file => file.Name).ShouldContain("motion.png");
        PngFile.Read(Path.Combine(folder, "motion.png")).Frames.Count.ShouldBe(2);
        PngFile.Read(Path.Combine(folder, "motion_still.png")).Width.ShouldBe(2 * Width);
        File.ReadAllText(Path.Combine(folder, "deposition.txt")).ShouldContain("  motion.png: animated picture of the main motion");
    }

    [Fact]
    public async Task What_cannot_be_drawn_is_refused()
    {
        Task Refused(string[] more, params string[] words) => Flex.RefusedAsync(["movie", moving.Run, "--out", moving.In("none"), .. more], words);
        await Refused(["--frames", "1"], "--frames", "found 1", "2 to 200");
        await Refused(["--width", "12"], "--width", "12", "320 to 2000");
        await Refused(["--width", "99999"], "--width", "99999", "320 to 2000");
        await Refused(["--width", "2000", "--frames", "100"], "100 frames of 2000 pixels", "fewer --frames");
        await Refused(["--level", "1e6"], "--level", "1E+06", "below the map's largest", "leave it out for ");
        await Refused(["--level", "-1"], "--level", "-1", "above 0");
        await Refused(["--motion", "9"], "--motion", "found 9", "0 to 2");
        await Refused(["--motion", "main"], "--motion", "'main'", "or all");
        await Refused(["--view", "0,0,0"], "--view", "'0,0,0'", "three numbers");
        await Refused(["--turn", "1000"], "--turn", "1000", "degrees");
        await Flex.RefusedAsync(["movie", moving.In("nowhere")], "nowhere", "no run.yaml");
        Directory.Exists(moving.In("none")).ShouldBeFalse();
    }

    private static byte[] Halved(PngFile file)
    {
        int width = file.Width / 2;
        return [.. from i in Enumerable.Range(0, width * (file.Height / 2))
                   from channel in Enumerable.Range(0, 3)
                   let at = 3 * (i / width * 2 * file.Width + i % width * 2) + channel
                   select (byte)((file.Frames[0][at] + file.Frames[0][at + 3] + file.Frames[0][at + 3 * file.Width] + file.Frames[0][at + 3 * file.Width + 3]) / 4)];
    }
}
