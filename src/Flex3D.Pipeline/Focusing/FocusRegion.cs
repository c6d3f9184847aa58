using System.Globalization;
using Flex3D.Pipeline.Configuration;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Formats.Segger;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Segments;

namespace Flex3D.Pipeline.Focusing;

/// <summary>The region of a focused run: a mask in the frame of the first run's maps.</summary>
/// <param name="Name">What it is, for users.</param>
/// <param name="From">The file or option that it comes from, for messages.</param>
/// <param name="Mask">0 to 1, at the box of the maps.</param>
internal sealed record FocusRegion(string Name, string From, DensityMap Mask)
{
    /// <summary>Reads a mask.</summary>
    /// <param name="map">A map of the run.</param>
    /// <exception cref="InputException">It is no mask, or of another grid.</exception>
    public static FocusRegion OfMask(string path, DensityMap map)
    {
        DensityMap mask = MrcMap.Read(path);
        MapChecks.RequireMask(mask, path, 0.5f);
        MapChecks.RequireSame(map, "the run's maps", mask, path);
        return new FocusRegion(Path.GetFileNameWithoutExtension(path), path, mask);
    }

    /// <summary>Makes the mask of segments.</summary>
    /// <param name="path">A list of segments (.yaml), a map of labels (.mrc) or a file of Segger (.seg).</param>
    /// <param name="names">Names or labels of segments.</param>
    /// <exception cref="InputException">The segmentation cannot be read, or has no such segment.</exception>
    public static FocusRegion OfSegments(string path, IReadOnlyList<string> names, DensityMap map)
    {
        SegmentationOptions file = SegmentationOptions.IsFile(path) ? SegmentationOptions.Load(path) : new SegmentationOptions { Map = path };
        var segmentation = Segmentation.Of(SeggerFile.Is(file.Map) ? SeggerFile.Read(file.Map) : MrcMap.Read(file.Map), file.Map);
        int[] labels = [.. segmentation.Counts().Keys], chosen = [.. names.Select(Label)];
        ReadOnlySpan<int> grid = segmentation.OnGrid(map.Box, map.PixelSizeAngstrom).Grid.Labels;
        var mask = new DensityMap(map.Box, map.PixelSizeAngstrom);
        for (int i = 0; i < grid.Length; i++)
        {
            mask.Values[i] = chosen.Contains(grid[i]) ? 1 : 0;
        }
        return new FocusRegion(string.Join(", ", names), path, mask);

        int Label(string name)
        {
            int label = file.Segments.FirstOrDefault(segment => segment.Name == name)?.Label ?? (int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : 0);
            string known = string.Join(", ", labels.Select(known => file.Segments.FirstOrDefault(segment => segment.Label == known)?.Name ?? known.ToString(CultureInfo.InvariantCulture)));
            return labels.Contains(label) ? label : throw new InputException("--segments", null, $"'{name}', which {path} does not have", $"one or more of {known}");
        }
    }

    /// <summary>Makes the mask of a ball.</summary>
    /// <param name="ball">x, y, z of its centre, Å from the box centre, and its radius.</param>
    /// <exception cref="InputException">These are not four numbers, the last above 0.</exception>
    public static FocusRegion OfBall(IReadOnlyList<double> ball, DensityMap map)
    {
        if (ball is not [var x, var y, var z, > 0 and var radius])
        {
            throw new InputException("--ball", null, string.Join(' ', ball.Select(value => value.ToString("G6", CultureInfo.InvariantCulture))), "four numbers: x, y and z of its centre, in Å from the box centre, and its radius, above 0");
        }
        var mask = new DensityMap(map.Box, map.PixelSizeAngstrom);
        int n = map.Box;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            double dx = Place(i % n) - x, dy = Place(i / n % n) - y, dz = Place(i / n / n) - z;
            mask.Values[i] = dx * dx + dy * dy + dz * dz <= radius * radius ? 1 : 0;
        }
        return new FocusRegion(string.Create(CultureInfo.InvariantCulture, $"ball of {radius:0.#} Å"), "--ball", mask);

        double Place(int index) => (index - n / 2) * map.PixelSizeAngstrom;
    }
}
