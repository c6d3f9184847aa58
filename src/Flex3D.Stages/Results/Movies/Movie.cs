using Flex3D.Stages.Files;

namespace Flex3D.Stages.Results.Movies;

/// <summary>The frames of a movie that goes there and back without end, and its files.</summary>
/// <remarks>All frames but the ends are shown twice in a round. The ends stay longer, and those near them a little longer than those in the middle, so that the motion does not turn back at once.</remarks>
public sealed class Movie
{
    private const double WayMilliseconds = 1100, Slower = 0.6;
    private const int LeastMilliseconds = 20, EndMilliseconds = 420;
    private readonly IReadOnlyList<byte[]> _images;
    private readonly int _width;

    /// <param name="images">Pixels of the frames from one end to the other, [row][column][red, green, blue].</param>
    /// <param name="width">Their width.</param>
    public Movie(IReadOnlyList<byte[]> images, int width) => (_images, _width) = (images, width);

    /// <summary>The frames in the order in which they are shown: number of the image, and how long it stays, milliseconds.</summary>
    /// <param name="images">The number of different images, at least 2.</param>
    public static IReadOnlyList<(int Image, int Milliseconds)> ThereAndBack(int images)
    {
        return [.. Enumerable.Range(0, images).Concat(Enumerable.Range(1, images - 2).Reverse()).Select(image => (image, Stays(image)))];

        int Stays(int image)
        {
            double along = 2.0 * image / (images - 1) - 1; // −1 to 1
            double usual = WayMilliseconds / (images - 1) * (1 - Slower / 3 + Slower * along * along); // along² is a third on average
            return image == 0 || image == images - 1 ? EndMilliseconds : Math.Clamp((int)Math.Round(usual), LeastMilliseconds, EndMilliseconds);
        }
    }

    /// <summary>Writes the movie as an animated PNG; returns the bytes it has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">The number of threads; it changes no byte.</param>
    public long Save(string path, int threads)
    {
        var table = ColourTable.Of(_images, threads);
        long bytes = 0;
        DurableFile.Write(path, stream =>
        {
            AnimatedPng.Write(stream, _width, _images[0].Length / 3 / _width, table.Colours, [.. _images.Select(image => table.Indexed(image, _width))], ThereAndBack(_images.Count));
            bytes = stream.Position;
        });
        return bytes;
    }
}
