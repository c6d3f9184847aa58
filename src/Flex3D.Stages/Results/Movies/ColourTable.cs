using System.Numerics;

namespace Flex3D.Stages.Results.Movies;

/// <summary>At most 256 colours that stand for all those of some images.</summary>
/// <remarks>
/// Colours that agree in the upper six bits of red, green and blue count as one, their mean. The set of all is divided again and again, the part with the largest sum of squared distances from its mean first, across the axis of its largest
/// variance at the mean (after Wan, Wong &amp; Prusinkiewicz 1988); then the means of the colours nearest to each are taken a few times (Lloyd 1982). Images of at most 256 colours keep theirs.
/// </remarks>
internal sealed class ColourTable
{
    /// <summary>The most colours.</summary>
    public const int Most = 256;

    private const int Bits = 6, Drop = 8 - Bits, Cells = 1 << (3 * Bits), Rounds = 6;
    private static readonly int[] s_pattern = [-4, 0, -3, 1, 2, -2, 3, -1, -2, 1, -3, 1, 3, 0, 2, -1]; // rows of four, levels
    private readonly Dictionary<int, byte>? _exact; // by the colour, where there are few
    private readonly byte[] _ofCell = [];

    private ColourTable(Dictionary<int, byte> exact) =>
        (_exact, Colours) = (exact, [.. exact.Keys.SelectMany(colour => (byte[])[(byte)(colour >> 16), (byte)(colour >> 8), (byte)colour])]);

    private ColourTable(byte[] ofCell, Vector3[] colours) =>
        (_ofCell, Colours) = (ofCell, [.. colours.SelectMany(c => (byte[])[(byte)MathF.Round(c.X), (byte)MathF.Round(c.Y), (byte)MathF.Round(c.Z)])]);

    /// <summary>The colours, [colour][red, green, blue].</summary>
    public byte[] Colours { get; }

    /// <summary>Finds the colours of images.</summary>
    /// <param name="images">Their pixels, [pixel][red, green, blue].</param>
    /// <param name="threads">The number of threads; it changes nothing.</param>
    public static ColourTable Of(IReadOnlyList<byte[]> images, int threads)
    {
        if (Few(images) is { } few)
        {
            return new ColourTable(few);
        }
        (long[] count, long[] sum) = Histogram(images);
        int[] used = [.. Enumerable.Range(0, Cells).Where(cell => count[cell] > 0)];
        Vector3[] places = [.. used.Select(cell => new Vector3(sum[3 * cell], sum[3 * cell + 1], sum[3 * cell + 2]) / count[cell])];
        float[] weights = [.. used.Select(cell => (float)count[cell])];
        Vector3[] colours = Divided(places, weights);
        byte[] nearest = Nearest(places, colours, threads);
        for (int round = 0; round < Rounds; round++)
        {
            colours = Means(places, weights, nearest, colours);
            nearest = Nearest(places, colours, threads);
        }
        Vector3[] cells = [.. Enumerable.Range(0, Cells).Select(cell => count[cell] > 0 ? new Vector3(sum[3 * cell], sum[3 * cell + 1], sum[3 * cell + 2]) / count[cell] : Centre(cell))];
        byte[] ofCell = Nearest(cells, colours, threads);
        return new ColourTable(ofCell, colours);
    }

    /// <summary>Returns the number of the colour that stands for each pixel of one of the images.</summary>
    /// <remarks>Where none is the pixel's own to one level, the pixel is made lighter or darker by a fixed pattern before (ordered dithering, Bayer 1973), so that shades have no steps.</remarks>
    /// <param name="image">The pixels, [row][column][red, green, blue].</param>
    /// <param name="width">Pixels in a row.</param>
    public byte[] Indexed(byte[] image, int width)
    {
        byte[] indexed = new byte[image.Length / 3];
        for (int i = 0; i < indexed.Length; i++)
        {
            (int red, int green, int blue) = (image[3 * i], image[3 * i + 1], image[3 * i + 2]);
            if (_exact is not null)
            {
                indexed[i] = _exact[red << 16 | green << 8 | blue];
                continue;
            }
            byte number = _ofCell[Cell(red, green, blue)];
            bool own = Math.Abs(Colours[3 * number] - red) <= 1 && Math.Abs(Colours[3 * number + 1] - green) <= 1 && Math.Abs(Colours[3 * number + 2] - blue) <= 1;
            int by = s_pattern[i / width % 4 * 4 + i % width % 4];
            indexed[i] = own ? number : _ofCell[Cell(Shifted(red), Shifted(green), Shifted(blue))];

            int Shifted(int channel) => Math.Clamp(channel + by, 0, 255);
        }
        return indexed;
    }

    // The middle of a cell.
    private static Vector3 Centre(int cell) => new Vector3(cell >> (2 * Bits), cell >> Bits & (1 << Bits) - 1, cell & (1 << Bits) - 1) * (1 << Drop) + new Vector3(0.5f * ((1 << Drop) - 1));

    private static int Cell(int red, int green, int blue) => (red >> Drop) << (2 * Bits) | (green >> Drop) << Bits | blue >> Drop;

    private static Dictionary<int, byte>? Few(IReadOnlyList<byte[]> images)
    {
        var found = new Dictionary<int, byte>();
        foreach (byte[] image in images)
        {
            for (int i = 0; i < image.Length; i += 3)
            {
                if (found.TryAdd(image[i] << 16 | image[i + 1] << 8 | image[i + 2], (byte)found.Count) && found.Count > Most)
                {
                    return null;
                }
            }
        }
        return found;
    }

    private static (long[] Count, long[] Sum) Histogram(IReadOnlyList<byte[]> images)
    {
        long[] count = new long[Cells], sum = new long[3 * Cells];
        foreach (byte[] image in images)
        {
            for (int i = 0; i < image.Length; i += 3)
            {
                int cell = Cell(image[i], image[i + 1], image[i + 2]);
                count[cell]++;
                (sum[3 * cell], sum[3 * cell + 1], sum[3 * cell + 2]) = (sum[3 * cell] + image[i], sum[3 * cell + 1] + image[i + 1], sum[3 * cell + 2] + image[i + 2]);
            }
        }
        return (count, sum);
    }

    private static Vector3[] Divided(Vector3[] places, float[] weights)
    {
        List<Part> parts = [Part.Of([.. Enumerable.Range(0, places.Length)], places, weights)];
        while (parts.Count < Most)
        {
            Part worst = parts.MaxBy(part => part.Error)!;
            if (worst.Error <= 0)
            {
                break;
            }
            int[][] sides = [.. worst.Members.GroupBy(i => places[i][worst.Axis] > worst.Mean[worst.Axis]).Select(side => side.ToArray())];
            parts.Remove(worst);
            parts.AddRange(sides.Length == 1 ? [worst with { Error = 0 }] : sides.Select(side => Part.Of(side, places, weights))); // rounding may leave all on one side
        }
        return [.. parts.Select(part => part.Mean)];
    }

    private static byte[] Nearest(Vector3[] places, Vector3[] colours, int threads)
    {
        byte[] nearest = new byte[places.Length];
        Parallel.For(0, places.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            (int best, float least) = (0, float.PositiveInfinity);
            for (int c = 0; c < colours.Length; c++)
            {
                float distance = Vector3.DistanceSquared(places[i], colours[c]);
                (best, least) = distance < least ? (c, distance) : (best, least);
            }
            nearest[i] = (byte)best;
        });
        return nearest;
    }

    // A colour that is the nearest one of none stays as it is.
    private static Vector3[] Means(Vector3[] places, float[] weights, byte[] nearest, Vector3[] before)
    {
        double[] sum = new double[3 * before.Length], all = new double[before.Length];
        for (int i = 0; i < places.Length; i++)
        {
            int c = nearest[i];
            all[c] += weights[i];
            for (int axis = 0; axis < 3; axis++)
            {
                sum[3 * c + axis] += (double)weights[i] * places[i][axis];
            }
        }
        return [.. before.Select((colour, c) => all[c] > 0 ? new Vector3((float)(sum[3 * c] / all[c]), (float)(sum[3 * c + 1] / all[c]), (float)(sum[3 * c + 2] / all[c])) : colour)];
    }

    // A part of the colours: its mean, the sum of squared distances from it, and the axis along which they are largest.
    private sealed record Part(int[] Members, Vector3 Mean, double Error, int Axis)
    {
        public static Part Of(int[] members, Vector3[] places, float[] weights)
        {
            double[] sum = new double[3], square = new double[3];
            double all = 0;
            foreach (int i in members)
            {
                all += weights[i];
                for (int axis = 0; axis < 3; axis++)
                {
                    (sum[axis], square[axis]) = (sum[axis] + (double)weights[i] * places[i][axis], square[axis] + (double)weights[i] * places[i][axis] * places[i][axis]);
                }
            }
            double[] variance = [.. Enumerable.Range(0, 3).Select(axis => square[axis] - sum[axis] * sum[axis] / all)];
            var mean = new Vector3((float)(sum[0] / all), (float)(sum[1] / all), (float)(sum[2] / all));
            return new Part(members, mean, members.Length == 1 ? 0 : variance.Sum(), Array.IndexOf(variance, variance.Max()));
        }
    }
}
