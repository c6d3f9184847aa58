using System.Numerics;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Model;
using Flex3D.Stages.Results.Movies;
using Flex3D.Stages.Tests.Motion;

namespace Flex3D.Stages.Tests.Results.Movies;

/// <summary>Pictures of a ball that moves by a known distance.</summary>
public sealed class MovieSceneTests
{
    private const double Radius = 13, Shift = 12;
    private const int Width = 320;
    private static readonly MovieStyle s_style = new() { Width = Width };
    private static readonly MovieView s_front = new() { Towards = Vector3.UnitZ };

    /// <summary>A ball in the middle of the planted model's mask, whose density is one half at its surface.</summary>
    private static DensityMap Ball()
    {
        var map = new DensityMap(24, 4);
        for (int i = 0; i < map.Values.Length; i++)
        {
            double x = 4 * (i % 24 - 12), y = 4 * (i / 24 % 24 - 12), z = 4 * (i / 576 - 12);
            map.Values[i] = (float)Math.Exp(-Math.Log(2) * (x * x + y * y + z * z) / (Radius * Radius));
        }
        return map;
    }

    private static MovieScene Scene(Func<double, double, double, (double, double, double)> moved, float[] latents, MovieView view, int threads = 2, double level = 0.5)
    {
        float[] field = PlantedModel.Field(moved);
        FlexModel model = PlantedModel.Create([(field, field)], [0, 1]);
        return new MovieScene(model, new FlowField(model), Ball(), PlantedModel.Mask, level, latents, view, threads);
    }

    // Columns and rows of the pixels of the surface: those above the strip that are not white.
    private static (int X, int Y)[] Surface(byte[] pixels, MovieStyle style)
    {
        int rows = pixels.Length / 3 / style.Width - MoviePicture.StripHeight(style);
        return [.. Enumerable.Range(0, rows * style.Width).Where(i => pixels[3 * i] < 240 || pixels[3 * i + 2] < 240).Select(i => (i % style.Width, i / style.Width))];
    }

    private static int[] Pixel(byte[] pixels, int x, int y) => [pixels[3 * (y * Width + x)], pixels[3 * (y * Width + x) + 1], pixels[3 * (y * Width + x) + 2]];

    [Fact]
    public void The_silhouette_moves_by_what_the_ball_does_and_the_scale_bar_has_the_balls_scale()
    {
        MovieScene scene = Scene((x, y, z) => (x + Shift, y, z), [0, 0.5f, 1], s_front);
        scene.LargestAngstrom.ShouldBe(Shift, 0.1);
        byte[][] frames = [.. Enumerable.Range(0, 3).Select(frame => scene.Paint(frame, s_style))];
        (double X, double Y, double Wide)[] balls = [.. frames.Select(frame =>
        {
            (int X, int Y)[] surface = Surface(frame, s_style);
            return (surface.Average(p => p.X), surface.Average(p => p.Y), 2 * Math.Sqrt(surface.Length / Math.PI));
        })];
        double pixels = balls.Average(ball => ball.Wide) / (2 * Radius); // in 1 Å
        foreach ((int frame, double share) in new[] { (1, 0.5), (2, 1.0) })
        {
            double moved = Math.Sqrt(Math.Pow(balls[frame].X - balls[0].X, 2) + Math.Pow(balls[frame].Y - balls[0].Y, 2));
            moved.ShouldBe(share * Shift * pixels, 0.05 * Shift * pixels, $"frame {frame}");
        }
        // The bar is the first dark line of the strip, of a round number of Å.
        int row = frames[0].Length / 3 / Width - MoviePicture.StripHeight(s_style) + 16 * Width / 560;
        int bar = Enumerable.Range(0, Width / 2).TakeWhile(x => x < 18 * Width / 560 + 2 || Pixel(frames[0], x, row)[0] < 128).Count() - 18 * Width / 560;
        double angstrom = bar / pixels;
        new[] { 5.0, 10, 20 }.Min(round => Math.Abs(round - angstrom) / round).ShouldBeLessThan(0.06, $"{angstrom} Å");
    }

    [Fact]
    public void What_moves_has_the_last_colour_what_does_not_the_first_and_the_legend_has_both()
    {
        MovieScene scene = Scene((x, y, z) => (x + 10 * Math.Clamp(y / 12 + 0.5, 0, 1), y, z), [0, 1], s_front);
        byte[] pixels = scene.Paint(1, s_style);
        (int X, int Y)[] surface = Surface(pixels, s_style);
        double[] warmth = [.. surface.Select(p => (double)(Pixel(pixels, p.X, p.Y)[0] - Pixel(pixels, p.X, p.Y)[2]))];
        (warmth.Max() > 80 && warmth.Min() < -25).ShouldBeTrue($"{warmth.Min()} to {warmth.Max()}");
        bool Has(byte[] picture, int red, int green, int blue) => Enumerable.Range(picture.Length / 3 / Width - MoviePicture.StripHeight(s_style), MoviePicture.StripHeight(s_style))
            .Any(y => Enumerable.Range(0, Width).Any(x => Pixel(picture, x, y) is [var r, var g, var b] && Math.Abs(r - red) + Math.Abs(g - green) + Math.Abs(b - blue) < 9));
        (Has(pixels, 0xD5, 0x5E, 0x00), Has(pixels, 0x8D, 0xB8, 0xD9)).ShouldBe((true, true));
        MovieStyle plain = s_style with { Colour = MovieColour.Plain };
        byte[] one = scene.Paint(1, plain);
        (Has(one, 0xD5, 0x5E, 0x00), Has(one, 0x8D, 0xB8, 0xD9)).ShouldBe((false, false));
        Surface(one, plain).ShouldAllBe(p => Pixel(one, p.X, p.Y)[0] <= Pixel(one, p.X, p.Y)[2]);
    }

    [Fact]
    public void The_number_of_threads_changes_no_pixel_and_a_turn_changes_the_view()
    {
        float[] ends = [0, 1];
        byte[] both = Scene((x, y, z) => (x + Shift, y, z), ends, s_front, 1).PaintBothEnds(s_style);
        Scene((x, y, z) => (x + Shift, y, z), ends, s_front, 3).PaintBothEnds(s_style).AsSpan().SequenceEqual(both).ShouldBeTrue();
        MovieScene front = Scene((x, y, z) => (x + Shift, y, z), ends, s_front), turned = Scene((x, y, z) => (x + Shift, y, z), ends, s_front with { TurnDegrees = 90 });
        Vector3.Distance(front.Towards, Vector3.UnitZ).ShouldBeLessThan(1e-4f);
        MathF.Abs(turned.Towards.Z).ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void A_level_that_a_few_voxels_exceed_has_a_small_surface_and_one_that_none_exceeds_is_refused()
    {
        MovieScene small = Scene((x, y, z) => (x + Shift, y, z), [0, 1], s_front, level: 0.93);
        small.Paint(0, s_style).Length.ShouldBeGreaterThan(0);
        small.LargestAngstrom.ShouldBe(Shift, 0.1);
        Should.Throw<InputException>(() => Scene((x, y, z) => (x + Shift, y, z), [0, 1], s_front, level: 1.5)).Message.ShouldContain("nothing at a density of 1.5");
    }

    [Fact]
    public void A_caption_makes_the_strip_higher_and_darkness_the_background_dark()
    {
        MovieScene scene = Scene((x, y, z) => (x, y, z), [0, 1], s_front);
        scene.LargestAngstrom.ShouldBe(0, 1e-6);
        MovieStyle said = s_style with { Caption = "not supported", Background = MovieBackground.Dark };
        byte[] plain = scene.Paint(0, s_style), captioned = scene.Paint(0, said);
        captioned.Length.ShouldBe(plain.Length + 3 * Width * (MoviePicture.StripHeight(said) - MoviePicture.StripHeight(s_style)));
        Pixel(plain, 1, 1).ShouldBe([255, 255, 255]);
        Pixel(captioned, 1, 1).Max().ShouldBeLessThan(40);
    }
}
