using Flex3D.Stages.Numerics;
using Flex3D.Stages.Results.Movies;
using Flex3D.Tests;

namespace Flex3D.Stages.Tests.Results.Movies;

/// <summary>Animated PNG files, as a reader sees them that was written from the specification.</summary>
public sealed class AnimatedPngTests : IDisposable
{
    private const int Width = 40, Height = 24;
    private readonly string _folder = Directory.CreateTempSubdirectory("flex3d-png-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A bar that stands farther to the right in each image, in few colours or in many.</summary>
    private static byte[][] Images(int count, bool many)
    {
        return [.. Enumerable.Range(0, count).Select(image => (byte[])[.. Enumerable.Range(0, Width * Height).SelectMany(pixel => Colour(image, pixel % Width, pixel / Width))])];

        byte[] Colour(int image, int x, int y) => x / 8 != image ? [255, 255, 255] : many ? [(byte)(60 + 10 * y / 2), (byte)(40 + 20 * (x % 8)), (byte)(200 - 5 * y)] : [200, (byte)(10 * image), 30];
    }

    private (byte[] Bytes, PngFile File) Saved(byte[][] images, int threads = 2)
    {
        string path = Path.Combine(_folder, $"{threads}.png");
        long bytes = new Movie(images, Width).Save(path, threads);
        byte[] file = File.ReadAllBytes(path);
        file.LongLength.ShouldBe(bytes);
        return (file, PngFile.Read(file));
    }

    [Fact]
    public void The_frames_go_there_and_back_without_end_and_the_first_is_the_still_of_the_same_pixels()
    {
        byte[][] images = Images(4, many: false);
        PngFile file = Saved(images).File;
        file.Chunks.ShouldBe(["IHDR", "acTL", "PLTE", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "fcTL", "fdAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"]);
        (file.Width, file.Height, file.Plays).ShouldBe((Width, Height, 0));
        foreach ((int frame, int image) in new[] { 0, 1, 2, 3, 2, 1 }.Index())
        {
            file.Frames[frame].ShouldBe(images[image], $"frame {frame}");
        }
        file.Frames[0].ShouldBe(PngFile.Read(MoviePicture.ToPng(images[0], Width)).Frames.ShouldHaveSingleItem());
    }

    [Fact]
    public void Both_ends_stay_longer_than_the_frames_between_and_a_round_takes_some_seconds()
    {
        foreach (int images in new[] { 2, 3, 16, 60 })
        {
            IReadOnlyList<(int Image, int Milliseconds)> frames = Movie.ThereAndBack(images);
            frames.Count.ShouldBe(2 * images - 2);
            frames.Select(frame => frame.Image).ShouldBe([.. Enumerable.Range(0, images), .. Enumerable.Range(1, images - 2).Reverse()]);
            frames.Where(frame => frame.Image == 0 || frame.Image == images - 1).ShouldAllBe(frame => frame.Milliseconds == frames.Max(other => other.Milliseconds));
            frames.Sum(frame => frame.Milliseconds).ShouldBeInRange(800, 4500);
        }
    }

    [Fact]
    public void Of_many_colours_those_near_them_are_kept_with_the_same_bytes_for_any_number_of_threads()
    {
        byte[][] images = [.. Images(5, many: true), [.. Enumerable.Range(0, Width * Height * 3).Select(i => (byte)(256 * CounterRandom.Uniform(3, 0, 0, (ulong)(i / 3 / 4), (uint)(i % 3))))]];
        images.SelectMany(image => image.Chunk(3)).Select(c => c[0] << 16 | c[1] << 8 | c[2]).Distinct().Count().ShouldBeGreaterThan(300);
        (byte[] bytes, PngFile file) = Saved(images, 1);
        bytes.ShouldBe(Saved(images, 3).Bytes);
        file.Frames.Count.ShouldBe(10);
        for (int image = 0; image < 5; image++)
        {
            file.Frames[image].Zip(images[image], (a, b) => Math.Abs(a - b)).Average().ShouldBeLessThan(3);
        }
        file.Frames[0][60..63].ShouldBe([255, 255, 255]);
    }

    [Fact]
    public void A_byte_that_is_damaged_is_found()
    {
        byte[] file = Saved(Images(2, many: false)).Bytes;
        for (int at = 0; at < file.Length; at += 7)
        {
            byte[] damaged = (byte[])file.Clone();
            damaged[at] ^= 4;
            Should.Throw<Exception>(() => PngFile.Read(damaged), $"byte {at}");
        }
    }

    [Fact]
    public void Frames_of_another_size_are_refused() =>
        Should.Throw<ArgumentException>(() => AnimatedPng.Write(new MemoryStream(), 3, 3, [1, 2, 3], [new byte[8]], [(0, 100)]));
}
