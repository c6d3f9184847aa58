using Flex3D.Stages.Faults;
using Flex3D.Stages.Numerics.Fourier;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Images;

/// <summary>The box and pixel size to which the images of all optics groups are brought: those of most particles.</summary>
/// <remarks>
/// Images of the same box and nearly the same pixel size are used as they are: their terms are computed at their own pixel size. Of other images
/// a window of w ≈ N·a/p pixels is resampled to N pixels (a the common pixel size, p the group's own), w a fast size (<see cref="BoxSizes"/>): their
/// pixel size then is p·w/N, which is near a, and which their terms are computed at.
/// </remarks>
public sealed class CommonGrid
{
    /// <summary>The largest difference of pixel size, as a fraction, up to which images of the common box are used as they are.</summary>
    public const double NearlySame = 0.03;

    private CommonGrid(int box, double pixelSizeAngstrom, IReadOnlyList<OpticsGroup> optics, IReadOnlyList<int> counts) =>
        (Box, PixelSizeAngstrom, Optics, Counts) = (box, pixelSizeAngstrom, optics, counts);

    /// <summary>N, pixels.</summary>
    public int Box { get; }

    /// <summary>Pixel size, Å.</summary>
    public double PixelSizeAngstrom { get; }

    /// <summary>The table's optics groups, with the windows of those whose images are resampled.</summary>
    public IReadOnlyList<OpticsGroup> Optics { get; }

    /// <summary>The number of particles of each optics group.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>Whether images of any group are resampled.</summary>
    public bool Resamples => Optics.Any(group => group.Window is not null);

    /// <summary>Chooses the grid for the particles of a table.</summary>
    /// <param name="table">The particles.</param>
    /// <param name="stacks">Their stacks.</param>
    /// <param name="passOver">Whether bad stacks are skipped: their particles will be set aside.</param>
    /// <exception cref="InputException">A stack is bad, or the table gives another box for it.</exception>
    public static CommonGrid Of(ParticleTable table, ParticleStacks stacks, bool passOver)
    {
        IReadOnlyList<ImageSurvey> groups = ImageSurvey.Of(table, stacks, passOver);
        (int box, double pixel) = groups.Select((found, i) => (found.Count, Key: (found.Box, table.Optics[i].PixelSizeAngstrom)))
            .GroupBy(group => group.Key, group => (long)group.Count).MaxBy(kind => kind.Sum())!.Key;
        return new(box, pixel, [.. table.Optics.Select((group, i) => WithWindow(group, groups[i].Box, box, pixel))], [.. groups.Select(group => group.Count)]);
    }

    /// <summary>Refuses images of an odd box.</summary>
    /// <exception cref="InputException">The box is odd.</exception>
    public static void RequireEven(int box, ParticleTable table) => BoxSizes.Require(
        box,
        $"the images of '{table.SourcePath}'",
        $"crop images, map and mask alike by one pixel: in RELION with relion_image_handler --new_box {box - 1}, in cryoSPARC with Downsample Particles and "
        + $"Volume Tools, each to a box of {box - 1}");

    private static OpticsGroup WithWindow(OpticsGroup group, int stackBox, int box, double pixel)
    {
        double own = group.PixelSizeAngstrom, width = box * pixel / own;
        if (stackBox == box && Math.Abs(own - pixel) <= NearlySame * pixel)
        {
            return group;
        }
        bool whole = Math.Abs(stackBox - width) <= NearlySame * width && BoxSizes.IsSupported(stackBox);
        int window = whole ? stackBox : BoxSizes.FastAtLeast((int)Math.Ceiling((1 - NearlySame) * width));
        return group with { Window = new ImageWindow(stackBox, window, own), PixelSizeAngstrom = own * window / box };
    }
}

/// <summary>The images of an optics group, as their stacks have them.</summary>
/// <param name="Count">The number of particles.</param>
/// <param name="Box">Box of the images, pixels.</param>
internal sealed record ImageSurvey(int Count, int Box)
{
    private const int AtOnce = 1024;

    public static IReadOnlyList<ImageSurvey> Of(ParticleTable table, ParticleStacks stacks, bool passOver)
    {
        (int[] counts, List<int>[] stacksOf) = StacksOf(table);
        return [.. table.Optics.Select((group, i) => Of(table, group, counts[i], stacksOf[i], stacks, passOver))];
    }

    private static ImageSurvey Of(ParticleTable table, OpticsGroup group, int count, List<int> candidates, ParticleStacks stacks, bool passOver)
    {
        foreach (int stack in candidates)
        {
            int box;
            try
            {
                box = stacks.BoxOfStack(stack);
            }
            catch (InputException) when (passOver)
            {
                continue; // the error is reported when its particles are read
            }
            if (group.Box > 0 && group.Box != box)
            {
                CommonGrid.RequireEven(box, table); // or else a table that is corrected would be refused next
                throw new InputException(
                    table.SourcePath, $"optics group {group.Name}", $"images of {group.Box} pixels", $"{box}, as in the stack '{table.Stacks[stack]}'",
                    "one of the two has been cropped or scaled: give the table that belongs to the stack");
            }
            return new(count, box);
        }
        return new(count, group.Box > 0 ? group.Box : stacks.Box);
    }

    // Counts the particles of each group, and lists its stacks in the order of the table.
    private static (int[] Counts, List<int>[] Stacks) StacksOf(ParticleTable table)
    {
        int[] counts = new int[table.Optics.Count];
        List<int>[] stacks = [.. counts.Select(_ => new List<int>())];
        var seen = new HashSet<(int, int)>();
        var rows = new Particle[Math.Min(AtOnce, table.Count)];
        for (int from = 0; from < table.Count; from += AtOnce)
        {
            int[] numbers = [.. Enumerable.Range(from, Math.Min(AtOnce, table.Count - from))];
            table.Read(numbers, rows);
            foreach (Particle row in rows.AsSpan(0, numbers.Length))
            {
                counts[row.Optics]++;
                if (seen.Add((row.Optics, row.Stack)))
                {
                    stacks[row.Optics].Add(row.Stack);
                }
            }
        }
        return (counts, stacks);
    }
}
